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
  const lists = await downloadAndUnpack(source.project, directory);
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

/**
 * Unpacks one package without what it depends on. The system's lists may be absent or name packages that are gone: then
 * it goes by lists of our own. Returns the lists that worked; throws what apt said.
 */
export async function downloadAndUnpack(packageName: string, directory: string): Promise<AptLists> {
  const debs = join(directory, 'debs');
  let lists = systemLists;
  try {
    await downloadPackages(lists, [packageName], debs);
  } catch {
    lists = await freshLists();
    await downloadPackages(lists, [packageName], debs);
  }
  await unpack(directory);
  return lists;
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
