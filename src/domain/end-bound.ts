import type { AppDefinition } from './app.ts';
import type { ReleasePlan } from './plan.ts';

/** Ending tasks takes as long as they do: what Marathon has to do first, and a grace period as most have it. */
export const END_TIMEOUT_MS = 600_000;
/** Beyond a longer grace period, for what Marathon has to do. */
const BESIDE_GRACE_MS = 300_000;
/** No wait is without a bound, whatever a definition says. */
const LONGEST_MS = 24 * 3_600_000;

/** How long tasks of a release are waited for once Marathon has been told to end them, by the longer grace of both versions. */
export function endTimeoutMs({ definition, previous }: Pick<ReleasePlan, 'definition' | 'previous'>): number {
  const graceMs = Math.max(graceOf(definition), graceOf(previous?.definition));
  return Math.min(Math.max(END_TIMEOUT_MS, graceMs + BESIDE_GRACE_MS), LONGEST_MS);
}

function graceOf(definition: AppDefinition | undefined): number {
  const grace = definition?.['taskKillGracePeriodSeconds'];
  return typeof grace === 'number' && Number.isFinite(grace) ? grace * 1_000 : 0;
}
