import { FULL_WEIGHT } from '../src/domain/canary.ts';
import type { Side } from '../src/domain/plan.ts';
import type { Release } from './release.ts';
import { shapePool } from './shape-pool.ts';

/**
 * All users are on green by then. From here on the map alone keeps them there: blue's servers are ready again, and the way
 * back is one change of the map.
 */
export async function keepWarm(release: Release, blue: Side): Promise<void> {
  const { pool } = release;
  // Yields: once somebody has turned back, whoever still keeps the pool leaves the map as it is.
  pool.split({ weight: FULL_WEIGHT });
  pool.withdraw(blue, []);
  await shapePool(release, `keep ${blue.appId} warm, without users`);
}
