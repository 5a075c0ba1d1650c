import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const bin = fileURLToPath(new URL('../../../bin/pacer.mjs', import.meta.url));
const LONGEST_COMMAND_MS = 60_000;

export interface Said {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** What to start, and with what: no Temporal settings but those given. */
export function pacerCommand(args: readonly string[]): readonly string[] {
  return [process.execPath, bin, ...args];
}

export function settingsOf(env: Readonly<Record<string, string>>) {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TEMPORAL|PACER)_(?!CLI_PATH|CACHE|TEMPORAL)/.test(name),
    ),
  );
  return {
    env: { ...inherited, ...env },
    extendEnv: false,
    reject: false,
    timeout: LONGEST_COMMAND_MS,
  } as const;
}

/** Starts `pacer` as a process of its own. */
export function startPacer(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [command = '', ...rest] = pacerCommand(args);
  return execa(command, rest, { ...settingsOf(env), stdin: 'ignore' });
}

export async function pacer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const { exitCode, stdout, stderr } = await startPacer(args, env);
  return { code: exitCode, out: stdout, err: stderr };
}

/** Files that a test writes; `remove` takes them away again. */
export async function aDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'pacer-cli-'));
  return {
    path,
    write: async (name: string, content: string): Promise<string> => {
      const file = join(path, name);
      await writeFile(file, content);
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

export function specOf(service: string, target = 'local'): string {
  return JSON.stringify({
    target,
    service,
    app: { id: `/${service}`, cmd: 'true', healthChecks: [{ protocol: 'HTTP', path: '/health' }] },
  });
}
