import { batchesLeft, planBatches, type Batch } from '../batches.ts';
import type { BlueGreenPlan } from '../plan.ts';
import type { PreviewStep } from './preview.ts';
import { aWalk, gateNames, type Sizes } from './walk.ts';

/** The steps of a blue-green release: the batches are the ones that the workflow takes. */
export function blueGreenSteps(plan: BlueGreenPlan, from: Sizes): readonly PreviewStep[] {
  const { blue, green, warm, adopted } = plan;
  const { done, left: batches } = batchesOf(plan);
  const walk = aWalk(from);
  walk.take({
    title: adopted?.how === 'finish' ? `go on with ${green.appId}` : `launch ${green.appId} without tasks`,
    gates: [
      ...gateNames(plan, 'before', 'launch'),
      ...gateNames(plan, 'after', 'launch'),
      ...done.flatMap((batch) => gatesAfterBatch(plan, batch)),
    ],
  });
  for (const batch of batches) {
    const now = walk.now();
    walk.take(
      {
        title: `batch ${batch.number} of ${batches.at(-1)?.number ?? 0}`,
        batch: batch.number,
        gates: gatesOfBatch(plan, batch, batches),
      },
      {
        green: Math.max(now.green, batch.arriving),
        blue: warm === true ? now.blue : Math.min(now.blue, batch.leaving),
      },
    );
  }
  walk.take({
    title: 'bake',
    gates: [...gateNames(plan, 'before', 'bake'), ...gateNames(plan, 'after', 'bake')],
  });
  if (blue !== undefined)
    walk.take(
      {
        title: warm === true ? `retire and remove ${blue.appId}` : `remove ${blue.appId}`,
        gates: lastGates(plan),
      },
      { blue: 0 },
    );
  return walk.steps;
}

/** Those that were done before this release began count as far as it stops after them. */
function batchesOf({ blue, green, batches, extraTasks, adopted }: BlueGreenPlan) {
  const all = planBatches(blue?.instances ?? 0, green.instances, batches, extraTasks);
  const left = adopted?.how === 'finish' ? batchesLeft(all, adopted.instances) : all;
  return { done: all.slice(0, all.length - left.length), left };
}

function gatesOfBatch(plan: BlueGreenPlan, batch: Batch, all: readonly Batch[]): readonly string[] {
  const { number } = batch;
  const isFirst = batch === all[0];
  return [
    ...(batch === all.at(-1) ? gateNames(plan, 'before', 'promotion') : []),
    ...gateNames(plan, 'before', 'batch', number),
    ...(isFirst ? gateNames(plan, 'before', 'traffic') : []),
    ...(isFirst && plan.blue !== undefined ? gateNames(plan, 'before', 'retire') : []),
    ...gatesAfterBatch(plan, batch),
  ];
}

function gatesAfterBatch(plan: BlueGreenPlan, { number }: Batch): readonly string[] {
  return [
    ...gateNames(plan, 'after', 'batch', number),
    ...(number === 1 && plan.approval === 'after-first-batch' ? ['approval after-first-batch'] : []),
  ];
}

function lastGates(plan: BlueGreenPlan): readonly string[] {
  return [
    ...gateNames(plan, 'before', 'removal'),
    ...(plan.approval === 'before-removal' ? ['approval before-removal'] : []),
  ];
}
