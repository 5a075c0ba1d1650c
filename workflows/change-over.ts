import type { Batch } from '../src/domain/batches.ts';
import type { Side } from '../src/domain/plan.ts';
import type { StepNumber } from '../src/domain/procedure.ts';
import { askFirst } from './ask-first.ts';
import { awaitDrained } from './await-drained.ts';
import type { ChangeOver } from './release.ts';
import { step } from './step.ts';
import { admit, awaitHealthy, pick, retire, scale, withdraw } from './steps.ts';
import { tell } from './tell.ts';

/** Steps 2-9 once: more of the version that arrives, as much less of the one that leaves. */
export async function changeOver(change: ChangeOver, batch: Batch): Promise<void> {
  const { release, direction, to, from } = change;
  const inStep = stepsOf(change, batch.number);
  await inStep(2, () => scale(change, to, batch.arriving));
  const healthy = await inStep(3, () => awaitHealthy(change, to, batch.arriving)); // throws on step 4: stop and resolve
  if (direction === 'release') await askFirst(release, 'pre-traffic');
  await inStep(5, () => admit(change, to, healthy));
  if (from !== undefined) {
    if (direction === 'release') await askFirst(release, 'pre-retire');
    const staysWarm = direction === 'release' && release.plan.warm === true;
    if (staysWarm) await drainOnly(change, from, batch.leaving, inStep);
    else await leave(change, from, batch.leaving, inStep);
  }
  if (direction === 'release') tell(release, { name: 'batch-done', message: whatIsDone(change, batch) });
}

function whatIsDone({ to, from }: ChangeOver, { number, arriving, leaving }: Batch): string {
  const left = from === undefined ? '' : `, ${leaving} of ${from.appId} are left`;
  return `batch ${number}: ${arriving} tasks of ${to.appId} serve${left}`;
}

export type InStep = <T>(number: StepNumber, act: () => Promise<T>) => Promise<T>;

/** Each of the eleven steps, kept in the journal as one of a batch. */
export function stepsOf(change: ChangeOver, batch: number): InStep {
  return (number, act) => step(change, { step: number, batch }, act);
}

/** Steps 6-8: they run on, without users. */
async function drainOnly(change: ChangeOver, side: Side, staying: number, inStep: InStep): Promise<void> {
  const picked = await inStep(6, () => pick(change, side, staying));
  await inStep(7, () => withdraw(change, side, picked.taskIds, staying));
  await inStep(8, () => awaitDrained(change, side, picked.taskIds));
}

/** Steps 6-9, until no more tasks of a side are there than are to stay. */
export async function leave(change: ChangeOver, side: Side, staying: number, inStep: InStep): Promise<void> {
  for (let left = Infinity; left > staying;) {
    const picked = await inStep(6, () => pick(change, side, staying));
    await inStep(7, () => withdraw(change, side, picked.taskIds, staying));
    await inStep(8, () => awaitDrained(change, side, picked.taskIds));
    left = await inStep(9, () => retire(change, side, picked, staying));
  }
}
