/** Target that is meant when nothing else says which: the one of the local stack. */
export const LOCAL_TARGET = 'local';

/** What a person types: `npx pacer abort shop`, with the target where it is not the local one. */
export function commandLine(
  verb: string,
  service: string,
  target: string,
  more: readonly string[] = [],
): string {
  const where = target === LOCAL_TARGET ? [] : ['--target', target];
  return ['npx pacer', verb, service, ...where, ...more].map(word).join(' ');
}

/** As a shell takes it for one word. A verb of ours needs no quotes for its blank. */
function word(text: string, index: number): string {
  if (index === 0 || /^[\w.,:@/=+-]+$/.test(text)) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
