import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { cacheDirectory } from './cache.ts';
import { checkUp, type Finding } from './checkup.ts';

/**
 * Prints which servers and tools are used here, with version and path, or what to install; with `json` as one JSON
 * object. Returns the exit code: 1 when something required is missing. Changes nothing.
 */
export async function runDoctor(options: { readonly json: boolean } = { json: false }): Promise<0 | 1> {
  const findings = await checkUp();
  const lacking = findings.filter(({ required, state }) => required && state === 'missing');
  const report = { ok: lacking.length === 0, cache: cacheDirectory(), findings };
  process.stdout.write(
    `${options.json ? JSON.stringify(report, undefined, 2) : render(findings, report.cache)}\n`,
  );
  return report.ok ? 0 : 1;
}

/** Lines would make it wider than a terminal, and paths harder to copy. */
const withoutLines = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle'].flatMap((part) => [
    [part, ''],
    [`${part}-mid`, ''],
    [`${part}-left`, ''],
    [`${part}-right`, ''],
  ]),
);

function render(findings: readonly Finding[], cache: string): string {
  const table = new Table({
    head: ['', 'version', 'from', 'path'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    chars: withoutLines,
  });
  const remarks = findings.filter(({ state }) => state !== 'found');
  for (const finding of findings) {
    if (finding.state === 'found')
      table.push([finding.name, finding.version ?? '', finding.note, finding.path ?? '']);
    else table.push([finding.name, finding.state === 'missing' ? 'missing' : 'not yet', 'see below', '']);
  }
  const sentences = remarks.map(
    ({ name, required, note }) => `${name}${required ? '' : ' (optional)'}: ${note}`,
  );
  return [table.toString().replaceAll(/ +$/gm, ''), `cache: ${cache}`, ...sentences].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await runDoctor({ json: process.argv.includes('--json') });
}
