import type { Batch } from '../src/domain/batches.ts';
import { awaitDrained } from './await-drained.ts';
import type { ChangeOver } from './release.ts';
import { step } from './step.ts';
import { admit, awaitHealthy, pick, retire, scale, withdraw } from './steps.ts';

/** Steps 2-9 once: more of the version that arrives, as much less of the one that leaves. */
export async function changeOver(change: ChangeOver, batch: Batch): Promise<void> {
  const { to, from } = change;
  const inStep = <T>(number: Parameters<typeof step>[1], act: () => Promise<T>) =>
    step(change, number, batch.number, act);

  await inStep(2, () => scale(change, to, batch.arriving));
  const healthy = await inStep(3, () => awaitHealthy(change, to, batch.arriving)); // throws on step 4: stop and resolve
  await inStep(5, () => admit(change, to, healthy));
  if (from === undefined) return;
  for (let left = Infinity; left > batch.leaving;) {
    const picked = await inStep(6, () => pick(change, from, batch.leaving));
    await inStep(7, () => withdraw(change, from, picked.taskIds, batch.leaving));
    await inStep(8, () => awaitDrained(change, from, picked.taskIds));
    left = await inStep(9, () => retire(change, from, picked, batch.leaving));
  }
}
