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

/** Starts `pacer` as a process of its own, with no Temporal settings but those given. */
export function startPacer(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TEMPORAL|PACER)_(?!CLI_PATH|CACHE|TEMPORAL)/.test(name),
    ),
  );
  return execa(process.execPath, [bin, ...args], {
    env: { ...inherited, ...env },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: LONGEST_COMMAND_MS,
  });
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
