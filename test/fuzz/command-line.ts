import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { tally, type Counting, type Tally } from './tally.ts';

const pacer = fileURLToPath(new URL('../../bin/pacer.mjs', import.meta.url));
/** A command that only starts takes three seconds where eight others want the same core. */
const LONGEST_MS = 60_000;
const LONGEST_OUTPUT = 50_000;

/** YAML that becomes a billion items when its aliases are followed. */
const bomb = Array.from({ length: 12 }, (_, it) => {
  const before = it === 0 ? '"x"' : `*a${it - 1}`;
  return `a${it}: &a${it} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
}).join('\n');

const files: Readonly<Record<string, () => string | Buffer>> = {
  'nothing.yaml': () => '',
  'binary.yaml': () => Buffer.from(Array.from({ length: 4_096 }, (_, it) => (it * 37) % 256)),
  'utf16.yaml': () => Buffer.from('\uFEFFtarget: local\nservice: shop\n', 'utf16le'),
  'bomb.yaml': () => bomb,
  'itself.yaml': () => 'a: &a\n  b: *a\n',
  'nested.yaml': () => '['.repeat(20_000),
  'nested.json': () => '{"app":'.repeat(20_000),
  'several.yaml': () => 'target: local\n---\ntarget: other\n',
  'tag.yaml': () => '!!js/function "function(){}"\n',
  'proto.json': () => '{"__proto__":{"target":"local"},"constructor":1}',
  'keys.json': () => `{${Array.from({ length: 20_000 }, (_, it) => `"k${it}":1`).join(',')}}`,
  'tabs.yaml': () => '\ttarget:\tlocal\n\t- x\n',
  'anchors.yaml': () => '&a '.repeat(80_000),
  'names.yaml': () => Array.from({ length: 15_000 }, (_, it) => `k${it}: 1\n`).join(''),
  'huge.yaml': () => `target: local\nx: "${'x'.repeat(100 << 20)}"\n`,
  'huge-list.yaml': () => '- x\n'.repeat(25 << 20),
};

const arguments_: readonly (readonly string[])[] = [
  ['releas'],
  ['release'],
  ['release', ''],
  ['release', '/dev/null'],
  ['release', '/'],
  ['spec', '/dev/zero'],
  ['status', '\u0001\n'],
  ['status', '../../etc'],
  ['status', '--', '-x'],
  ['history', '--limit', '-1'],
  ['plan', 'no.yaml', '--plan', 'x'],
  ['--config', '/nowhere', 'worker'],
  ['lint', '--x'],
  ['approve'],
  ['undo', '__proto__'],
  ['completion', 'zx'],
  ['x'.repeat(100_000)],
];

/** Rubbish files and arguments to the command: an exit code and a sentence, no stack, in time. */
export function commandLine({ isBrief = false } = {}): Promise<Tally> {
  return tally('command line', async (counting) => {
    const dir = await mkdtemp(join(tmpdir(), 'pacer-fuzz-'));
    try {
      const names = Object.keys(files).filter((it) => !isBrief || /binary|bomb/.test(it));
      for (const name of names) {
        const file = join(dir, name);
        await writeFile(file, files[name]!());
        await check(isBrief ? ['lint', file] : ['spec', file], dir, counting);
        await rm(file);
      }
      for (const it of isBrief ? arguments_.slice(0, 1) : arguments_) await check(it, dir, counting);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
}

async function check(
  args: readonly string[],
  cwd: string,
  { count, defect, timed }: Counting,
): Promise<void> {
  const env = { NO_COLOR: '1', TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const options = { cwd, env, reject: false, all: true, timeout: LONGEST_MS, input: '' } as const;
  const what = args.map((it) => JSON.stringify(it.slice(-40))).join(' ');
  const run = () => execa(process.execPath, [pacer, ...args], options);
  const { all, exitCode, timedOut } = await timed(() => what, LONGEST_MS, run);
  count(`exit code ${exitCode ?? 'none'}`);
  if (timedOut) return;
  if (exitCode === undefined || exitCode > 10)
    defect(`${what}: exit code ${exitCode ?? 'none'}: ${all.slice(0, 300)}`);
  if (exitCode === 0) defect(`${what}: taken: ${all.slice(0, 200)}`);
  if (/^\s+at .+:\d+:\d+\)?$/m.test(all)) defect(`${what}: a stack trace: ${all.slice(0, 400)}`);
  if (all.trim().length < 10) defect(`${what}: says only ${JSON.stringify(all)}`);
  if (all.length > LONGEST_OUTPUT) defect(`${what}: says ${all.length} characters`);
}
