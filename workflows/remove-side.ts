import { endTimeoutMs } from '../src/domain/end-bound.ts';
import type { ReleasePlan, Side } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import type { Release } from './release.ts';
import { shapePool } from './shape-pool.ts';

/**
 * Removes an app and what the pool still has of it. Green is ours, or was found, and goes even from a deployment that never
 * ends; blue goes only while it wants no task.
 */
export async function removeSide(release: Release, side: Side): Promise<void> {
  const { plan, pool } = release;
  pool.unguard(side);
  const timeoutMs = endTimeoutMs(plan);
  const app = { target: plan.target, appId: side.appId, timeoutMs, intent: pool.intent() };
  const activities = acting(`remove ${side.appId}`, timeoutMs);
  if (side.colour === 'green')
    await activities.removeApp({ ...app, force: true, onlyEmpty: false, release: ownerOf(plan) });
  else await activities.removeApp({ ...app, force: false, onlyEmpty: true });
  pool.forget(side);
  await shapePool(release, `remove the servers of ${side.appId} from the pool`, {}, true);
}

/** The release that created green; null: somebody else did. */
function ownerOf({ adopted, release }: ReleasePlan): string | null {
  return adopted === undefined ? release : (adopted.release ?? null);
}
