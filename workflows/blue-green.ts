import { CancellationScope, CancelledFailure, setHandler, workflowInfo } from '@temporalio/workflow';
import { planBatches } from '../src/domain/batches.ts';
import type { Outcome } from '../src/domain/outcome.ts';
import { stepsAhead } from '../src/domain/procedure.ts';
import type { BlueGreenSpec } from '../src/domain/spec.ts';
import { acting } from './acting.ts';
import { approval } from './approval.ts';
import { bake } from './bake.ts';
import { changeOver } from './change-over.ts';
import { orRefuse } from './failure.ts';
import { Journal } from './journal.ts';
import { status } from './messages.ts';
import { listenToOperator } from './operator.ts';
import { concluded, released } from './outcomes.ts';
import { openPoolBook } from './pool-book.ts';
import type { ChangeOver, Release } from './release.ts';
import { removeSide } from './remove-side.ts';
import { rollBack } from './roll-back.ts';
import { withServiceLock } from './service-lock.ts';
import { permission, step } from './step.ts';

/**
 * Replaces the version that serves (blue) by the one of the spec (green), by the eleven steps of the procedure. The
 * result says what happened. Fails only when nothing was begun: `InvalidInput`, `ReleaseInProgress`.
 */
export async function blueGreen(input: BlueGreenSpec): Promise<Outcome> {
  const { workflowId, runId, startTime } = workflowInfo();
  const name = `${workflowId}/${runId.slice(0, 8)}`;
  const journal = new Journal(name, startTime);
  const forward = new CancellationScope();
  const operator = listenToOperator({
    onWord: (text) => {
      journal.note(text);
    },
    onAbort: () => {
      forward.cancel();
    },
  });
  setHandler(status, () => journal.status());

  const spec = await orRefuse(acting('check the spec').checkSpec(input));
  journal.about(spec);
  return withServiceLock(spec.target, spec.service, async () => {
    const plan = await orRefuse(
      acting('find blue and plan the release').planRelease({ spec, release: name }),
    );
    const release: Release = { plan, journal, operator, pool: openPoolBook(plan) };
    const change: ChangeOver = { release, direction: 'release', from: plan.blue, to: plan.green };
    try {
      await forward.run(() => goGreen(change));
    } catch (failure) {
      return CancellationScope.nonCancellable(() => rollBack(release, failure));
    }
    return CancellationScope.nonCancellable(() => removeBlue(change));
  });
}

/** The procedure up to the point of no return. */
async function goGreen(change: ChangeOver): Promise<void> {
  const { release } = change;
  const { plan, journal } = release;
  const batches = planBatches(plan.blue?.instances ?? 0, plan.green.instances, plan.batches, plan.extraTasks);
  journal.planned(plan, stepsAhead(batches, plan.blue !== undefined));

  await step(change, 1, undefined, () =>
    acting(`launch ${plan.green.appId}`).launchApp({
      target: plan.target,
      definition: plan.definition,
      release: plan.release,
    }),
  );
  for (const batch of batches) {
    await changeOver(change, batch); // steps 2-9
    if (batch.number === 1) await approval(release, 'after-first-batch');
  }
  await step(change, 11, undefined, () => bake(release)); // watch for a while ...
  await approval(release, 'before-removal');
  await permission(release);
  // A word that came while the last wait ended: nothing would cancel that any more.
  if (CancellationScope.current().consideredCancelled)
    throw new CancelledFailure('ended before blue was removed');
}

/** ... then remove blue: after this there is no way back, so that nothing interrupts it. */
async function removeBlue(change: ChangeOver): Promise<Outcome> {
  const { release, from } = change;
  return concluded(release, 'remove blue', async () => {
    if (from !== undefined) {
      release.journal.enter('removing', `removing ${from.appId}, which has no task left`);
      await removeSide(release, from);
    }
    return released(release);
  });
}
