import type { BakeRule, CanaryPlan } from '../src/domain/plan.ts';
import { passGate } from './gate.ts';
import { waitingFor, type Release } from './release.ts';
import { firstOf, watchGreen } from './watching.ts';

/** Leaves the canary at its weight for a time, or until an operator promotes, and watches its health. */
export async function observe(
  release: Release<CanaryPlan>,
  durationMs: number | undefined,
  step: number,
): Promise<void> {
  const { plan, journal, operator, pool } = release;
  if (durationMs === undefined) {
    const at = { when: 'after', point: 'step', number: step } as const;
    const gate = { name: `pause of step ${step}`, at, approvals: 1 };
    await passGate(release, gate, 'paused by the spec until "promote"');
    return;
  }
  if (operator.full !== undefined) return;
  journal.enter('observing', `watching ${plan.green.appId} at its weight`);
  waitingFor(journal, 'the pause to end', 'clock', durationMs);
  const rule: BakeRule = { durationMs, intervalMs: durationMs, failureLimit: 0, checks: [] };
  const first = await firstOf(
    () => watchGreen(release, rule, pool.admitted(plan.green)),
    () => operator.next(['promote', 'skip']),
  );
  journal.enter('running', first.kind === 'word' ? 'an operator ended the pause' : 'the pause is over');
}
