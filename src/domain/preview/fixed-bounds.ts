/** Bounds that no field of a spec sets; a test holds them against those that the workflows have. */
export const FIXED_MS = {
  /** creating an app */
  launch: 120_000,
  /** bringing Marathon to another count, or tasks to their end */
  scale: 600_000,
  pool: 60_000,
} as const;
