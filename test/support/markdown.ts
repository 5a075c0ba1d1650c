import { format, resolveConfig } from 'prettier';

/** Markdown as all documents have it, without the line end. */
export async function formatted(markdown: string): Promise<string> {
  const options = await resolveConfig(new URL('../../README.md', import.meta.url));
  return (await format(markdown, { ...options, parser: 'markdown' })).trim();
}
