import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheDirectory } from './cache.ts';
import { withLock } from './lock.mjs';

const APT_TIMEOUT_MS = 5 * 60_000;
const FRESH_FOR_MS = 10 * 60_000;

/** Options that make apt-get use certain package lists. */
export type AptLists = readonly string[];

export const systemLists: AptLists = [];

/**
 * Lists of our own, brought up to date: needs no root and leaves the system's lists alone. Installations that want them
 * at the same time share them. Throws what apt said.
 */
export async function freshLists(): Promise<AptLists> {
  const home = join(cacheDirectory(), 'apt');
  const lists = ['-o', `Dir::State::Lists=${join(home, 'lists')}`, '-o', `Dir::Cache=${home}`];
  await withLock(join(cacheDirectory(), 'locks', 'apt'), APT_TIMEOUT_MS, async () => {
    const updated = await stat(join(home, 'updated')).catch(() => undefined);
    if (updated !== undefined && Date.now() - updated.mtimeMs < FRESH_FOR_MS) return;
    await mkdir(join(home, 'lists', 'partial'), { recursive: true });
    await mkdir(join(home, 'archives', 'partial'), { recursive: true });
    await apt(lists, ['update', '-q'], home);
    await writeFile(join(home, 'updated'), '');
  });
  return lists;
}

/** Fetches packages, not their dependencies, into `directory`. Throws what apt said. */
export async function downloadPackages(
  lists: AptLists,
  packages: readonly string[],
  directory: string,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await apt(lists, ['download', '-q', ...packages], directory);
}

/** The libraries that installing a package would bring to this machine. */
export async function librariesToInstall(
  lists: AptLists,
  packageName: string,
  directory: string,
): Promise<string[]> {
  const plan = await apt(lists, ['install', '--simulate', '--no-install-recommends', packageName], directory);
  const installed = plan.matchAll(/^Inst (\S+)/gm);
  return [...installed].flatMap(([, name]) => (name !== undefined && /^lib(?!js-)/.test(name) ? [name] : []));
}

async function apt(lists: AptLists, args: readonly string[], cwd: string): Promise<string> {
  // apt would drop to a user that cannot write here.
  const sandbox = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
  const { stdout } = await execa('apt-get', [...lists, ...sandbox, ...args], {
    cwd,
    env: { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    stdin: 'ignore',
    timeout: APT_TIMEOUT_MS,
  });
  return stdout;
}
