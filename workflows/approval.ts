import type { BlueGreenPlan } from '../src/domain/plan.ts';
import { signature } from './operator.ts';
import type { Release } from './release.ts';
import { watchedUntil } from './watching.ts';

/** Stops here, where the spec says so, until a person promotes: as long as it takes. */
export async function approval(
  release: Release<BlueGreenPlan>,
  place: BlueGreenPlan['approval'],
): Promise<void> {
  const { plan, journal, operator } = release;
  if (plan.approval !== place) return;
  const where = place === 'before-removal' ? 'before blue is removed' : 'after the first batch';
  journal.enter('waiting-for-approval', `waits for "promote" ${where}`);
  journal.waitFor({ reason: 'promote or abort', owner: 'operator', since: new Date().toISOString() });
  const remark = await watchedUntil(release, () => operator.promotion());
  journal.waitFor(undefined);
  journal.enter('running', `approved${signature(remark)}`);
}
