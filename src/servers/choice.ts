import type { Binary } from './binary.ts';
import type { Listing, Source } from './catalogue.ts';
import { describeRange, isAccepted } from './version.ts';

/** A program somewhere, with the version it says it has; undefined when it does not run. */
export interface Sighting {
  readonly path: string;
  readonly version: string | undefined;
}

/** Everything that decides where a server comes from. */
export interface Sightings {
  /** The path in the environment variable of this server, if set. */
  readonly environment?: Sighting;
  /** The first one on PATH. */
  readonly path?: Sighting;
  /** What we installed before. */
  readonly cache?: Binary;
  /** Kinds of sources that can be used on this machine. */
  readonly usable: ReadonlySet<Source['kind']>;
}

export type Choice =
  | { readonly kind: 'use'; readonly binary: Binary }
  | { readonly kind: 'install'; readonly sources: readonly Source[]; readonly because: string }
  | { readonly kind: 'missing'; readonly because: string };

/** Environment, then PATH, then our cache, then a new installation. A wrong path in the environment is never passed over. */
export function chooseBinary(listing: Listing, seen: Sightings): Choice {
  if (seen.environment !== undefined) {
    const because = whatIsWrong(listing, seen.environment);
    if (because === undefined) return use(seen.environment, listing.variable);
    return {
      kind: 'missing',
      because: `${listing.variable} names ${seen.environment.path}, which ${because}`,
    };
  }
  const unfit = seen.path === undefined ? undefined : whatIsWrong(listing, seen.path);
  if (seen.path !== undefined && unfit === undefined) return use(seen.path, 'PATH');
  if (seen.cache !== undefined) return { kind: 'use', binary: seen.cache };

  const because = unfit === undefined ? 'not in PATH or cache' : `the one in PATH ${unfit}`;
  const sources = listing.sources.filter((source) => seen.usable.has(source.kind));
  if (sources.length > 0) return { kind: 'install', sources, because };
  return { kind: 'missing', because: `${because}, and nothing here to install it with` };
}

function use(sighting: Sighting, from: string): Choice {
  const version = sighting.version ?? 'unknown';
  return { kind: 'use', binary: { path: sighting.path, version, from, env: {} } };
}

function whatIsWrong(listing: Listing, sighting: Sighting): string | undefined {
  if (sighting.version === undefined) return 'does not run';
  if (listing.version === undefined || isAccepted(sighting.version, listing.accepts)) return undefined;
  return `is ${sighting.version} and not ${describeRange(listing.accepts)}`;
}
