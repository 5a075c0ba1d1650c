import type { Side } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import { StepFailed } from './failure.ts';
import {
  guardedBy,
  orFail,
  POOL_TIMEOUT_MS,
  RETIRE_TIMEOUT_MS,
  waitingFor,
  wishFor,
  type ChangeOver,
  type Release,
} from './release.ts';

export interface Picked {
  readonly taskIds: readonly string[];
  /** The app's instances when they were picked. */
  readonly instances: number;
}

/** Step 2: an absolute number of instances, never a delta. */
export async function scale({ release: { plan } }: ChangeOver, side: Side, instances: number): Promise<void> {
  await acting(`scale ${side.appId} to ${instances}`).scaleApp({
    target: plan.target,
    appId: side.appId,
    instances,
  });
}

/** Steps 3 and 4: all of it healthy, or the way back with the cause. */
export async function awaitHealthy(
  { release }: ChangeOver,
  side: Side,
  instances: number,
): Promise<readonly string[]> {
  const { plan, journal, pool } = release;
  const { timeoutMs } = plan.health;
  waitingFor(journal, `all ${instances} tasks of ${side.appId} to be healthy`, 'marathon', timeoutMs);
  const activities = acting(`wait until ${instances} tasks of ${side.appId} are healthy`, timeoutMs);
  const wish = wishFor(side, instances);
  const result = orFail(
    await activities.awaitHealthy({
      target: plan.target,
      appId: side.appId,
      wish,
      intent: pool.intent(),
      timeoutMs,
    }),
  );
  journal.saw(result.sighting);
  return result.taskIds;
}

/** Step 5: the load balancer checks them, then gives them their share. */
export async function admit(
  { release, direction }: ChangeOver,
  side: Side,
  taskIds: readonly string[],
): Promise<void> {
  release.pool.admit(side, direction === 'release' ? taskIds : 'all');
  if (direction === 'release') release.journal.exposed(true);
  await shapePool(release, `add ${taskIds.length} tasks of ${side.appId} to the pool`);
}

/** Step 6: who leaves next, as Marathon has them now. */
export async function pick(
  { release: { plan }, direction }: ChangeOver,
  side: Side,
  leaving: number,
): Promise<Picked> {
  const mayBeGone = direction === 'roll-back';
  return acting(`pick tasks of ${side.appId}, ${leaving} stay`).pickTasks({
    target: plan.target,
    appId: side.appId,
    leaving,
    mayBeGone,
  });
}

/** Step 7: no new request for them; those they have go on. */
export async function withdraw(
  { release, direction }: ChangeOver,
  side: Side,
  taskIds: readonly string[],
): Promise<void> {
  const { pool, journal } = release;
  pool.withdraw(side, direction === 'release' ? [...pool.withdrawn(side), ...taskIds] : 'all');
  await shapePool(release, `take ${taskIds.length} tasks of ${side.appId} out of the pool`);
  if (direction === 'roll-back') journal.exposed(false);
}

/** Step 8: nothing pending, by the app's own gauge and by the load balancer; or what the spec says for the deadline. */
export async function awaitDrained(
  change: ChangeOver,
  side: Side,
  taskIds: readonly string[],
): Promise<void> {
  if (taskIds.length === 0) return;
  const { plan, journal, operator, pool } = change.release;
  const { timeoutMs, onTimeout } = plan.drain;
  for (;;) {
    waitingFor(
      journal,
      `${taskIds.length} tasks of ${side.appId} to have no pending operations`,
      'app',
      timeoutMs,
    );
    const result = await acting(
      `wait until ${taskIds.length} tasks of ${side.appId} have no pending operations`,
      timeoutMs,
    ).awaitDrained({
      intent: pool.intent(),
      appId: side.appId,
      taskIds,
      timeoutMs,
      ...(plan.pending === undefined ? {} : { gauge: plan.pending }),
      ...guardedBy(change),
    });
    if (result.kind === 'drained') {
      journal.saw(result.sighting);
      return;
    }
    if (result.kind === 'failed') throw new StepFailed(result.cause);
    journal.note(result.cause.message);
    if (change.direction === 'roll-back' || onTimeout === 'kill') return;
    if (onTimeout === 'roll-back') throw new StepFailed(result.cause);
    const before = journal.state;
    journal.enter(
      'paused',
      `${result.cause.message}. "resume" waits once more, "promote" goes on and kills them, "abort" goes back`,
    );
    journal.waitFor({
      reason: 'resume, promote or abort',
      owner: 'operator',
      since: new Date().toISOString(),
    });
    const decision = await operator.decision();
    journal.enter(before, `going on after ${decision}`);
    if (decision === 'promote') return;
  }
}

/** Step 9: exactly these tasks, once. On the way back the whole app goes, since none of it is to stay. */
export async function retire(
  change: ChangeOver,
  side: Side,
  picked: Picked,
  leaving: number,
): Promise<number> {
  const { plan } = change.release;
  const app = { target: plan.target, appId: side.appId };
  if (change.direction === 'roll-back') {
    await removeSide(change.release, side);
    return 0;
  }
  if (picked.instances <= leaving) return picked.instances;
  if (picked.taskIds.length === 0) {
    // No task is left that runs, only instances that wait for one: an absolute count cuts nobody off.
    return (await acting(`scale ${side.appId} down to ${leaving}`).shrinkApp({ ...app, instances: leaving }))
      .instances;
  }
  const retirement = {
    ...app,
    taskIds: picked.taskIds,
    from: picked.instances,
    timeoutMs: RETIRE_TIMEOUT_MS,
  };
  return (
    await acting(
      `kill and scale ${picked.taskIds.length} tasks of ${side.appId}`,
      RETIRE_TIMEOUT_MS,
    ).retireTasks(retirement)
  ).instances;
}

/** Removes an app and what the pool still has of it. Green, which is ours, even from a deployment that never ends. */
export async function removeSide({ plan, pool }: Release, side: Side): Promise<void> {
  const timeoutMs = RETIRE_TIMEOUT_MS;
  const force = side.colour === 'green';
  const release = side.colour === 'green' ? { release: plan.release } : {};
  await acting(`remove ${side.appId}`, timeoutMs).removeApp({
    target: plan.target,
    appId: side.appId,
    force,
    timeoutMs,
    ...release,
  });
  pool.forget(side);
  const intent = pool.intent();
  await acting(`remove the servers of ${side.appId} from the pool`, POOL_TIMEOUT_MS).shapePool({
    intent,
    timeoutMs: POOL_TIMEOUT_MS,
  });
}

async function shapePool({ pool, journal }: Release, summary: string): Promise<void> {
  waitingFor(journal, summary, 'load-balancer', POOL_TIMEOUT_MS);
  const result = await acting(summary, POOL_TIMEOUT_MS).shapePool({
    intent: pool.intent(),
    timeoutMs: POOL_TIMEOUT_MS,
  });
  journal.saw(orFail(result).sighting);
}
