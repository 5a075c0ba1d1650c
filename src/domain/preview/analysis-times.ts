import type { Check } from '../analysis.ts';
import type { CanaryStep } from '../canary.ts';
import type { CanaryPlan } from '../plan.ts';
import type { DurationPart } from './preview.ts';

/** What the pauses and the analyses of a canary's steps take. */
export function analysisTimes({ steps, checks, analysis }: CanaryPlan): readonly DurationPart[] {
  const pauses = steps.filter((it) => it.kind === 'pause').filter((it) => it.durationMs !== undefined);
  const paused = pauses.reduce((total, { durationMs = 0 }) => total + durationMs, 0);
  const analyses = steps.filter((it) => it.kind === 'analysis');
  const times = analyses.map((step) => timesOf(step, checks, analysis));
  return [
    {
      what: 'pause',
      times: pauses.length,
      expectedMs: paused,
      atMostMs: paused,
      basis: 'the steps of the spec',
    },
    {
      what: 'analyse',
      times: analyses.length,
      expectedMs: times.reduce((total, it) => total + it.expectedMs, 0),
      atMostMs: times.reduce((total, it) => total + it.atMostMs, 0),
      basis: 'as long as the step says, or the count and interval of its checks',
    },
  ];
}

type AnalysisStep = CanaryStep & { readonly kind: 'analysis' };

function timesOf(
  { checks: names, durationMs }: AnalysisStep,
  checks: readonly Check[],
  { timeoutMs, patienceMs }: CanaryPlan['analysis'],
): { readonly expectedMs: number; readonly atMostMs: number } {
  if (durationMs !== undefined) return { expectedMs: durationMs, atMostMs: durationMs + patienceMs };
  const named = checks.filter(({ name, dryRun }) => names.includes(name) && !dryRun);
  const expectedMs = Math.max(0, ...named.map(leastTimeMs));
  return { expectedMs, atMostMs: timeoutMs + patienceMs };
}

/** Of a check all of whose measurements pass. */
function leastTimeMs({ initialDelayMs, intervalMs = 0, count = 1, consecutiveSuccessLimit }: Check): number {
  const measurements = consecutiveSuccessLimit > 0 ? consecutiveSuccessLimit : count;
  return initialDelayMs + (measurements - 1) * intervalMs;
}
