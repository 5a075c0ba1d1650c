import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Binary } from './binary.ts';
import { readCached } from './cache.ts';
import type { Listing, Source } from './catalogue.ts';
import type { Sighting, Sightings } from './choice.ts';
import { runs } from './runs.ts';
import { isAccepted, readVersion } from './version.ts';

/** Where servers live that are not for every user's PATH. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Looks for a server wherever it may be, and for what could install it. Changes nothing. */
export async function look(listing: Listing, env: NodeJS.ProcessEnv = process.env): Promise<Sightings> {
  const named = env[listing.variable];
  const onPath = named ? undefined : await findOnPath(listing.command, env);
  const cache = await findCached(listing);
  return {
    ...(named ? { environment: await sight(named, listing) } : {}),
    ...(onPath === undefined ? {} : { path: await sight(onPath, listing) }),
    ...(cache === undefined ? {} : { cache }),
    usable: cache === undefined ? await usableSources(listing) : new Set<Source['kind']>(),
  };
}

/** What we installed before, if its version still does. */
export async function findCached(listing: Listing): Promise<Binary | undefined> {
  for (const source of listing.sources) {
    const binary = await readCached(source);
    if (
      binary !== undefined &&
      (listing.version === undefined || isAccepted(binary.version, listing.accepts))
    ) {
      return binary;
    }
  }
  return undefined;
}

async function sight(path: string, listing: Listing): Promise<Sighting> {
  if (!(await isExecutable(path))) return { path, version: undefined };
  return { path, version: await readVersion(path, listing.version) };
}

/** The first executable of that name on PATH or in the system's own directories. */
export async function findOnPath(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  for (const directory of [...directories, ...SYSTEM_DIRECTORIES]) {
    const path = join(directory, command);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function usableSources(listing: Listing): Promise<ReadonlySet<Source['kind']>> {
  const usable = new Set<Source['kind']>();
  for (const kind of new Set(listing.sources.map((source) => source.kind)))
    if (await isUsable(kind)) usable.add(kind);
  return usable;
}

async function isUsable(kind: Source['kind']): Promise<boolean> {
  // The wheels and packages that we know are for Linux.
  if (kind !== 'go' && process.platform !== 'linux') return false;
  switch (kind) {
    case 'wheel':
      return (
        (await runs('python3', ['-m', 'pip', '--version'])) ||
        ((await runs('python3', ['--version'])) && (await hasDebianPackages()))
      );
    case 'debian':
      return hasDebianPackages();
    case 'go':
      return runs('go', ['version']);
  }
}

async function hasDebianPackages(): Promise<boolean> {
  return (await runs('apt-get', ['--version'])) && (await runs('dpkg-deb', ['--version']));
}
