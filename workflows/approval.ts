import type { BlueGreenPlan } from '../src/domain/plan.ts';
import { signature } from './operator.ts';
import type { Release } from './release.ts';

/** Stops here, where the spec says so, until a person promotes: as long as it takes. */
export async function approval(
  { plan, journal, operator }: Release,
  place: BlueGreenPlan['approval'],
): Promise<void> {
  if (plan.approval !== place) return;
  journal.enter(
    'waiting-for-approval',
    `waits for "promote" ${place === 'before-removal' ? 'before blue is removed' : 'after the first batch'}`,
  );
  journal.waitFor({ reason: 'promote or abort', owner: 'operator', since: new Date().toISOString() });
  const remark = await operator.promotion();
  journal.waitFor(undefined);
  journal.enter('running', `approved${signature(remark)}`);
}
