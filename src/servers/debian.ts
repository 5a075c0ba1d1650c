import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { downloadPackages, freshLists, librariesToInstall, systemLists, type AptLists } from './apt.ts';
import type { Unpacked } from './cache.ts';
import type { DebianSource } from './catalogue.ts';

const UNPACK_TIMEOUT_MS = 2 * 60_000;

/**
 * Unpacks a package of the system's distribution, and the libraries it lacks here, into `directory`. Nothing is
 * installed or started, no root is needed. Throws what apt said.
 */
export async function unpackDebianPackage(source: DebianSource, directory: string): Promise<Unpacked> {
  const lists = await downloadAnyhow(source.project, directory);
  await unpack(directory);
  if (await lacksLibraries(join(directory, source.binary))) {
    await downloadPackages(
      lists,
      await librariesToInstall(lists, source.project, directory),
      join(directory, 'debs'),
    );
    await unpack(directory);
  }
  return {
    binary: source.binary,
    libraries: await findLibraries(directory),
    from: `Debian package ${source.project}`,
  };
}

/** The system's lists may be absent or name packages that are gone: then by lists of our own. Returns those that worked. */
async function downloadAnyhow(packageName: string, directory: string): Promise<AptLists> {
  try {
    await downloadPackages(systemLists, [packageName], join(directory, 'debs'));
    return systemLists;
  } catch {
    const lists = await freshLists();
    await downloadPackages(lists, [packageName], join(directory, 'debs'));
    return lists;
  }
}

async function unpack(directory: string): Promise<void> {
  const debs = join(directory, 'debs');
  for (const file of await readdir(debs)) {
    await execa('dpkg-deb', ['-x', join(debs, file), directory], { timeout: UNPACK_TIMEOUT_MS });
  }
  await rm(debs, { recursive: true });
}

async function lacksLibraries(binary: string): Promise<boolean> {
  const { stdout } = await execa('ldd', [binary], { reject: false, timeout: UNPACK_TIMEOUT_MS });
  return stdout.includes('not found');
}

/** Debian keeps libraries in usr/lib/ARCHITECTURE-linux-gnu. */
async function findLibraries(directory: string): Promise<string | undefined> {
  const entries = await readdir(join(directory, 'usr', 'lib')).catch(() => []);
  const home = entries.find((entry) => entry.includes('-linux-gnu'));
  return home === undefined ? undefined : join('usr', 'lib', home);
}
