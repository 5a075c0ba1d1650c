import type { BakeRule, CanaryPlan } from '../src/domain/plan.ts';
import { signature } from './operator.ts';
import { waitingFor, type Release } from './release.ts';
import { firstOf, watchedUntil, watchGreen } from './watching.ts';

/** Leaves the canary at its weight for a time, or until an operator promotes, and watches its health. */
export async function observe(release: Release<CanaryPlan>, durationMs: number | undefined): Promise<void> {
  const { plan, journal, operator, pool } = release;
  if (durationMs === undefined) {
    journal.enter('waiting-for-approval', 'paused by the spec until "promote"');
    journal.waitFor({ reason: 'promote or abort', owner: 'operator', since: new Date().toISOString() });
    const remark = await watchedUntil(release, () => operator.promotion());
    journal.enter('running', `promoted${signature(remark)}`);
    return;
  }
  journal.enter('observing', `watching ${plan.green.appId} at its weight`);
  waitingFor(journal, 'the pause to end', 'clock', durationMs);
  const rule: BakeRule = { durationMs, intervalMs: durationMs, failureLimit: 0, checks: [] };
  const first = await firstOf(
    () => watchGreen(release, rule, pool.admitted(plan.green)),
    () => operator.promotion(),
  );
  journal.enter('running', first.kind === 'word' ? 'an operator ended the pause' : 'the pause is over');
}
