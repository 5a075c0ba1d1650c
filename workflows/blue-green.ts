import { batchesLeft, planBatches } from '../src/domain/batches.ts';
import type { Outcome } from '../src/domain/outcome.ts';
import type { BlueGreenPlan } from '../src/domain/plan.ts';
import { stepsAhead } from '../src/domain/procedure.ts';
import type { BlueGreenSpec } from '../src/domain/spec.ts';
import { acting } from './acting.ts';
import { approval } from './approval.ts';
import { bake } from './bake.ts';
import { changeOver, leave, stepsOf } from './change-over.ts';
import { between, gatesOf } from './gate.ts';
import { listenToGuard } from './guard.ts';
import { keepWarm } from './keep-warm.ts';
import type { ChangeOver } from './release.ts';
import { releasing } from './releasing.ts';
import { permission, step } from './step.ts';
import { launch } from './steps.ts';

/**
 * Replaces the version that serves (blue) by the one of the spec (green), by the eleven steps of the procedure. The
 * result says what happened. Fails only when nothing was begun: `InvalidInput`, `ReleaseInProgress`.
 */
export function blueGreen(input: BlueGreenSpec): Promise<Outcome> {
  return releasing({
    procedure: 'blue-green',
    check: () => acting('check the spec').checkSpec(input),
    plan: (spec, release) => acting('find blue and plan the release').planRelease({ spec, release }),
    goGreen,
  });
}

async function goGreen(change: ChangeOver<BlueGreenPlan>): Promise<void> {
  const { release, from: blue } = change;
  const { plan, journal, pool } = release;
  listenToGuard(release);
  const all = planBatches(blue?.instances ?? 0, plan.green.instances, plan.batches, plan.extraTasks);
  const batches = batchesLeft(all, plan.adopted?.instances ?? 0);
  journal.planned(plan, stepsAhead(batches, blue !== undefined, plan.warm));

  await between(release, 'launch', () => step(change, { step: 1 }, () => launch(change)));
  // Of batches that were done before this release began, a point to stop after still counts.
  for (const { number } of all.slice(0, all.length - batches.length)) {
    await gatesOf(release, 'after', 'batch', number);
    if (number === 1) await approval(release, 'after-first-batch');
  }
  for (const batch of batches) {
    if (batch === batches.at(-1)) await gatesOf(release, 'before', 'promotion');
    await between(release, 'batch', () => changeOver(change, batch), batch.number); // steps 2-9
    if (batch.number === 1) await approval(release, 'after-first-batch');
  }
  if (plan.warm === true && blue !== undefined) await keepWarm(release, blue);
  await between(release, 'bake', async () => {
    await step(change, { step: 11 }, () => bake(release));
    journal.lastWordComes();
  });
  await gatesOf(release, 'before', 'removal');
  await approval(release, 'before-removal');
  await permission(release); // the last word
  if (plan.warm === true && blue !== undefined) {
    pool.giveAllTo(plan.green);
    await leave(change, blue, 0, stepsOf(change, batches.length + 1));
  }
}
