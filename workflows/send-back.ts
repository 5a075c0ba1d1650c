import { CancellationScope } from '@temporalio/workflow';
import type { Side } from '../src/domain/plan.ts';
import { wayBack } from '../src/domain/way-back.ts';
import { acting } from './acting.ts';
import { causeOf } from './failure.ts';
import type { Release } from './release.ts';
import { shapePool } from './shape-pool.ts';

const TURN_BACK_TIMEOUT_MS = 5_000;

/** Blue, if it carries everybody as it stands, so that users can leave green before anything else. */
export function wholeBlue({ plan: { blue }, pool }: Release): Side | undefined {
  return blue !== undefined && wayBack(pool.intent(), blue.appId) === 'traffic-first' ? blue : undefined;
}

/** Everybody, at once. What is out of reach is waited for only where it is needed. */
export async function sendBack(release: Release, blue: Side): Promise<void> {
  const { pool, journal } = release;
  pool.giveAllTo(blue);
  if (!(await turnBack(release, blue))) await shapePool(release, `send everybody back to ${blue.appId}`);
  journal.exposed(false);
  journal.weighs(0);
}

/**
 * Begins to send everybody back, beside whatever is being cancelled: the answer to that may take its time. The way back
 * does it again.
 */
export function beginToSendBack(release: Release): void {
  const blue = wholeBlue(release);
  if (blue !== undefined) void CancellationScope.nonCancellable(() => turnBack(release, blue));
}

/** Whether every instance has done it. Never throws. */
async function turnBack({ plan, journal }: Release, { slot, appId }: Side): Promise<boolean> {
  const { target, service } = plan;
  try {
    const input = { target, service, slot, timeoutMs: TURN_BACK_TIMEOUT_MS };
    const done = await acting(`send everybody to ${appId}`, TURN_BACK_TIMEOUT_MS).turnBack(input);
    if (!done.everywhere) journal.note(`not every user is on ${appId} yet: ${done.problem ?? ''}`);
    return done.everywhere;
  } catch (failure) {
    journal.note(`could not send everybody to ${appId}: ${causeOf(failure).message}`);
    return false;
  }
}
