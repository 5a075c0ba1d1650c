import type { Check, CheckCounters, CheckPhase } from './analysis.ts';
import { answeredOf } from './analysis-counters.ts';
import { effectiveCount } from './analysis-schedule.ts';

export type Verdict =
  | { readonly kind: 'pending' | 'running' | 'successful' }
  | { readonly kind: 'failed' | 'inconclusive'; readonly because: Because };

export type Because =
  | 'failed-too-often'
  | 'inconclusive-too-often'
  /** so many in a row that the policy `onNoData` or `onError` decided */
  | 'no-data'
  | 'error'
  /** its count is used up, and so many successes in a row were not among them */
  | 'too-few-in-a-row';

/** Since when, and by what last, a check has gone unanswered. */
export interface Silence {
  readonly kind: 'no-data' | 'error';
  readonly forMs: number;
}

export interface Judging {
  readonly silence?: Silence;
  /** How long the policy `wait` waits for an answer, from the first measurement without one. */
  readonly patienceMs: number;
  /** Inconclusive was taken as good enough: it ends nothing any more. */
  readonly acceptInconclusive?: boolean;
}

/**
 * Where a check stands, by its counters alone. Limits are exceeded, not reached; of several the later wins: failures,
 * inconclusive ones, unanswered ones in a row. Then early success, then the count. Argo's assessMetricStatus, but that
 * going unanswered is left to the check's policy.
 */
export function checkVerdict(check: Check, counters: CheckCounters, judging: Judging): Verdict {
  const answered = answeredOf(counters);
  if (answered === 0 && counters.consecutiveUnanswered === 0) return { kind: 'pending' };
  const accepting = judging.acceptInconclusive === true;
  const silent = verdictOfSilence(check, counters, judging);
  if (silent !== undefined && !(accepting && silent.kind === 'inconclusive')) return silent;
  if (!accepting && counters.inconclusive > check.inconclusiveLimit)
    return { kind: 'inconclusive', because: 'inconclusive-too-often' };
  if (check.failureLimit >= 0 && counters.failed > check.failureLimit)
    return { kind: 'failed', because: 'failed-too-often' };
  if (hasSucceededEarly(check, counters)) return { kind: 'successful' };
  if (answered < effectiveCount(check)) return { kind: 'running' };
  if (check.consecutiveSuccessLimit <= 0) return { kind: 'successful' };
  return { kind: check.failureLimit < 0 ? 'failed' : 'inconclusive', because: 'too-few-in-a-row' };
}

/**
 * Whether time alone may end a check: it has been measured, its last measurement had an answer, and it has had as many
 * successes in a row as it wants. A version that has just fallen silent is not let through on what it said before.
 */
export function isMeasured(check: Check, counters: CheckCounters): boolean {
  if (answeredOf(counters) === 0 || counters.consecutiveUnanswered > 0) return false;
  return check.consecutiveSuccessLimit <= 0 || hasSucceededEarly(check, counters);
}

/** A report's phase; `ended`: by time, so that what was measured and did not speak against it has passed. */
export function phaseOf(verdict: Verdict, ended: boolean): CheckPhase {
  return verdict.kind === 'running' && ended ? 'successful' : verdict.kind;
}

function isSilent(check: Check, counters: CheckCounters): boolean {
  return counters.consecutiveUnanswered > check.consecutiveErrorLimit;
}

function verdictOfSilence(
  check: Check,
  counters: CheckCounters,
  { silence, patienceMs }: Judging,
): Verdict | undefined {
  if (silence === undefined || !isSilent(check, counters)) return undefined;
  switch (silence.kind === 'no-data' ? check.onNoData : check.onError) {
    case 'roll-back':
      return { kind: 'failed', because: silence.kind };
    case 'pause':
      return { kind: 'inconclusive', because: silence.kind };
    case 'wait':
      return silence.forMs < patienceMs ? undefined : { kind: 'inconclusive', because: silence.kind };
  }
}

function hasSucceededEarly({ consecutiveSuccessLimit }: Check, counters: CheckCounters): boolean {
  return consecutiveSuccessLimit > 0 && counters.consecutiveSuccess >= consecutiveSuccessLimit;
}
