import { END_TIMEOUT_MS, endTimeoutMs } from '../src/domain/end-bound.ts';
import type { Side } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import { orFail, waitingFor, wishFor, type ChangeOver } from './release.ts';
import { removeSide } from './remove-side.ts';
import { shapePool } from './shape-pool.ts';

export interface Picked {
  readonly taskIds: readonly string[];
  /** The app's instances when they were picked. */
  readonly instances: number;
}

/** Step 1: the app beside the one that serves, with no instances yet. One that is gone on with is there. */
export async function launch({ release: { plan, pool } }: ChangeOver): Promise<void> {
  const { target, definition, release, adopted } = plan;
  if (adopted?.how === 'finish') return;
  await acting(`launch ${plan.green.appId}`).launchApp({
    ...{ target, definition, release },
    intent: pool.intent(plan.green),
  });
}

/** Step 2: an absolute number of instances, never a delta. */
export async function scale(
  { release, admitsAtOnce }: ChangeOver,
  side: Side,
  instances: number,
): Promise<void> {
  const { plan, pool } = release;
  if (admitsAtOnce !== true) pool.closeTo(side);
  const before = pool.instancesOf(side) ?? 0;
  const app = { target: plan.target, appId: side.appId };
  const activities = acting(`scale ${side.appId} to ${instances}`, END_TIMEOUT_MS);
  await activities.scaleApp({
    ...{ ...app, instances, timeoutMs: END_TIMEOUT_MS },
    intent: pool.intent(side),
  });
  pool.expects(side, Math.max(instances, before));
}

/** Steps 3 and 4: all of it healthy, or the way back with the cause. */
export async function awaitHealthy(
  change: ChangeOver,
  side: Side,
  instances: number,
): Promise<readonly string[]> {
  const { release, direction } = change;
  const { plan, journal, pool } = release;
  const { timeoutMs } = plan.health;
  waitingFor(journal, `all ${instances} tasks of ${side.appId} to be healthy`, 'marathon', timeoutMs);
  const activities = acting(`wait until ${instances} tasks of ${side.appId} are healthy`, timeoutMs);
  const app = { target: plan.target, appId: side.appId };
  const wish = wishFor(change, side, instances);
  const progressMs = direction === 'release' ? plan.deadlines?.progressMs : undefined;
  const bounds = { timeoutMs, ...(progressMs === undefined ? {} : { progressMs }) };
  const result = await activities.awaitHealthy({ ...app, wish, intent: pool.intent(), ...bounds });
  if (result.kind !== 'healthy') await change.onUnhealthy?.();
  const { sighting, taskIds } = orFail(result);
  journal.saw(sighting);
  pool.learns(sighting);
  return taskIds;
}

/**
 * Step 5: the load balancer checks them, then gives them their share. On the way back all of green is withdrawn in the
 * same round, after blue serves: a sick green must not be waited for.
 */
export async function admit(change: ChangeOver, side: Side, taskIds: readonly string[]): Promise<void> {
  const { release, direction, from } = change;
  const { pool, journal } = release;
  pool.admit(side, taskIds);
  if (direction === 'release') journal.exposed(true);
  else if (from !== undefined) pool.withdraw(from, 'all');
  if (direction === 'roll-back') {
    pool.withdraw(side, []);
    pool.giveAllTo(side);
  }
  const { atLeast = taskIds.length } = wishFor(change, side, taskIds.length);
  const arriving = { slot: side.slot, servers: atLeast };
  await shapePool(release, `add ${taskIds.length} tasks of ${side.appId} to the pool`, { arriving });
  if (direction === 'roll-back') journal.exposed(false);
}

/** Step 6: who leaves next, as Marathon has them now. */
export async function pick({ release, direction }: ChangeOver, side: Side, leaving: number): Promise<Picked> {
  const app = { target: release.plan.target, appId: side.appId };
  const activities = acting(`pick tasks of ${side.appId}, ${leaving} stay`);
  // Blue may be gone at somebody else's hands: whoever has users then goes on, since there is nobody to go back to.
  const mayBeGone = direction === 'roll-back' || side.colour === 'blue';
  return activities.pickTasks({ ...app, leaving, mayBeGone });
}

/** Step 7: no new request for them; those they have go on. The last to leave take with them what comes after them. */
export async function withdraw(
  { release, direction }: ChangeOver,
  side: Side,
  taskIds: readonly string[],
  leaving: number,
): Promise<void> {
  release.pool.withdraw(side, direction === 'roll-back' || leaving === 0 ? 'all' : taskIds);
  await shapePool(release, `take ${taskIds.length} tasks of ${side.appId} out of the pool`);
}

/** Step 9: exactly these tasks, once. On the way back the whole app goes, since none of it is to stay. */
export async function retire(
  change: ChangeOver,
  side: Side,
  { taskIds, instances }: Picked,
  leaving: number,
): Promise<number> {
  if (change.direction === 'roll-back') {
    await removeSide(change.release, side);
    return 0;
  }
  if (instances <= leaving) return instances;
  const { plan, pool } = change.release;
  const app = { target: plan.target, appId: side.appId };
  if (taskIds.length === 0) {
    // No task is left that runs, only instances that wait for one: an absolute count cuts nobody off.
    const shrunk = await acting(`scale ${side.appId} down to ${leaving}`).shrinkApp({
      ...app,
      instances: leaving,
    });
    pool.expects(side, shrunk.instances);
    return shrunk.instances;
  }
  const timeoutMs = endTimeoutMs(plan);
  const activities = acting(`kill and scale ${taskIds.length} tasks of ${side.appId}`, timeoutMs);
  const retirement = { ...app, taskIds, from: instances, timeoutMs };
  const left = await activities.retireTasks({ ...retirement, intent: pool.intent(side) });
  pool.expects(side, left.instances);
  return left.instances;
}
