import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { BakeResult } from '../activities/index.ts';
import { acting } from './acting.ts';
import { guardOf, orFail, waitingFor, type Release } from './release.ts';

/** Step 11, first half: watches green for the time of the spec, or until an operator promotes. */
export async function bake(release: Release): Promise<void> {
  const { plan, journal, operator, pool } = release;
  pool.admit(plan.green, 'all');
  if (plan.bake.durationMs === 0) return;
  journal.enter('baking', `watching ${plan.green.appId} before blue is removed`);
  waitingFor(journal, 'the bake to end', 'clock', plan.bake.durationMs);
  const watch = acting(`watch ${plan.green.appId}`, plan.bake.durationMs + 600_000).bake;
  const result = await unlessPromoted(
    () => watch({ intent: pool.intent(), rule: plan.bake, appId: plan.green.appId, ...guardOf(plan) }),
    () => operator.promotion(),
  );
  orFail(result);
  journal.enter('running', 'the bake is over');
}

/** The first of the two to come; the other is cancelled and waited for. */
async function unlessPromoted(
  watch: () => Promise<BakeResult>,
  promotion: () => Promise<unknown>,
): Promise<BakeResult> {
  const watching = new CancellationScope();
  const listening = new CancellationScope();
  let promoted = false;
  const word = listening
    .run(promotion)
    .then(() => {
      promoted = true;
      watching.cancel();
    })
    .catch(ignoreCancellation);
  try {
    return await watching.run(watch);
  } catch (failure) {
    if (promoted && isCancellation(failure)) return { kind: 'passed' };
    throw failure;
  } finally {
    listening.cancel();
    await word;
  }
}

function ignoreCancellation(failure: unknown): void {
  if (!isCancellation(failure)) throw failure;
}
