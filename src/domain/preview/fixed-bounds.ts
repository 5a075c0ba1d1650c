import { END_TIMEOUT_MS } from '../end-bound.ts';

/** Bounds that no field of a spec sets; a test holds them against those that the workflows have. */
export const FIXED_MS = {
  /** creating an app */
  launch: 120_000,
  /** bringing Marathon to another count */
  scale: END_TIMEOUT_MS,
  pool: 60_000,
} as const;
