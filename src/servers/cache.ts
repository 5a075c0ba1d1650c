import { randomUUID } from 'node:crypto';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Binary } from './binary.ts';
import type { Listing, Source } from './catalogue.ts';
import { describeRange, isAccepted, readVersion } from './version.ts';

/** Thrown when what a source gave cannot be used here. */
class UnfitServer extends Error {
  override readonly name = 'UnfitServer';
}

/** A program inside an unpacked directory; paths are relative to it. */
export interface Unpacked {
  readonly binary: string;
  readonly libraries?: string | undefined;
  readonly from: string;
}

interface Entry extends Unpacked {
  readonly version: string;
}

const record = z.object({
  binary: z.string(),
  libraries: z.string().optional(),
  from: z.string(),
  version: z.string(),
});

/** Outside the clone, so that a second clone finds what the first one installed. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['PACER_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pacer');
  return join(base, `${process.platform}-${process.arch}`);
}

export function cacheKey(source: Source): string {
  const name = source.project.replaceAll('/', '_');
  return source.kind === 'debian' ? `debian-${name}` : `${source.kind}-${name}-${source.version}`;
}

/** What was installed from this source before; undefined when nothing was. */
export async function readCached(source: Source): Promise<Binary | undefined> {
  const home = join(cacheDirectory(), cacheKey(source));
  try {
    const found = record.parse(JSON.parse(await readFile(join(home, 'pacer.json'), 'utf8')));
    const binary = asBinary(home, found);
    await access(binary.path);
    return binary;
  } catch {
    return undefined;
  }
}

function asBinary(home: string, entry: Entry): Binary {
  const libraries = entry.libraries;
  return {
    path: join(home, entry.binary),
    version: entry.version,
    from: entry.from,
    env: libraries === undefined ? {} : { LD_LIBRARY_PATH: join(home, libraries) },
  };
}

/**
 * Puts into the cache what `unpack` leaves in the directory it is given. It appears there whole or not at all: it is
 * unpacked beside its place, tried, and renamed. Throws UnfitServer when the program does not run or is too old.
 */
export async function addToCache(
  source: Source,
  listing: Listing,
  unpack: (directory: string) => Promise<Unpacked>,
): Promise<Binary> {
  const home = join(cacheDirectory(), cacheKey(source));
  await mkdir(cacheDirectory(), { recursive: true });
  const directory = await mkdtemp(`${home}.new-`);
  try {
    // mkdtemp keeps others out, but a server may run as a user of its own.
    await chmod(directory, 0o755);
    const unpacked = await unpack(directory);
    const entry = {
      ...unpacked,
      version: await checkVersion(source, listing, asBinary(directory, { ...unpacked, version: '' })),
    };
    await writeFile(join(directory, 'pacer.json'), JSON.stringify(entry, undefined, 2));
    await replaceDirectory(directory, home);
    return asBinary(home, entry);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function checkVersion(source: Source, listing: Listing, binary: Binary): Promise<string> {
  const version = await readVersion(binary.path, listing.version, binary.env);
  if (listing.version === undefined && source.kind !== 'debian') return source.version;
  if (version === undefined) throw new UnfitServer(`${listing.command} of ${binary.from} does not run here`);
  if (isAccepted(version, listing.accepts)) return version;
  throw new UnfitServer(
    `${listing.command} of ${binary.from} is ${version}, which is not ${describeRange(listing.accepts)}`,
  );
}

/** Another process may have put its own there at the same moment: one of the two stays. */
async function replaceDirectory(directory: string, home: string): Promise<void> {
  const old = `${home}.old-${randomUUID()}`;
  await rename(home, old).catch(() => undefined);
  await rename(directory, home);
  await rm(old, { recursive: true, force: true });
}
