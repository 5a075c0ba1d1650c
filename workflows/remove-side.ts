import type { Side } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import { RETIRE_TIMEOUT_MS, type Release } from './release.ts';
import { shapePool } from './shape-pool.ts';

/**
 * Removes an app and what the pool still has of it. Green is ours, and goes even from a deployment that never ends; blue
 * goes only while it wants no task.
 */
export async function removeSide(release: Release, side: Side): Promise<void> {
  const { plan, pool } = release;
  const app = { target: plan.target, appId: side.appId, timeoutMs: RETIRE_TIMEOUT_MS };
  const activities = acting(`remove ${side.appId}`, RETIRE_TIMEOUT_MS);
  if (side.colour === 'green')
    await activities.removeApp({ ...app, force: true, onlyEmpty: false, release: plan.release });
  else await activities.removeApp({ ...app, force: false, onlyEmpty: true });
  pool.forget(side);
  await shapePool(release, `remove the servers of ${side.appId} from the pool`, {}, true);
}
