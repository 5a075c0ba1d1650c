/** What one health check knows of one task. */
export interface HealthState {
  readonly consecutiveFailures: number;
  readonly firstSuccess?: string;
  readonly lastSuccess?: string;
  readonly lastFailure?: string;
  readonly lastFailureCause?: string;
}

export type ProbeResult = { readonly kind: 'success' } | { readonly kind: 'failure'; readonly cause: string };

export interface HealthRule {
  /** 0: never kills. */
  readonly maxConsecutiveFailures: number;
  /** The task started less than gracePeriodSeconds ago. */
  readonly withinGrace: boolean;
  /** Who counts: Marathon looks at the count before this failure, an executor at the count with it. */
  readonly countedBy: 'marathon' | 'executor';
}

export interface HealthVerdict {
  readonly next: HealthState;
  /** A failure that counts; one within grace and before the first success does not. */
  readonly counted: boolean;
  readonly kill: boolean;
}

export function afterProbe(
  before: HealthState | undefined,
  result: ProbeResult,
  rule: HealthRule,
  at: string,
): HealthVerdict {
  const state = before ?? { consecutiveFailures: 0 };
  if (result.kind === 'success') {
    const next = {
      ...state,
      consecutiveFailures: 0,
      firstSuccess: state.firstSuccess ?? at,
      lastSuccess: at,
    };
    return { next, counted: false, kill: false };
  }
  if (state.firstSuccess === undefined && rule.withinGrace)
    return { next: state, counted: false, kill: false };
  const failures = state.consecutiveFailures + 1;
  const next = { ...state, consecutiveFailures: failures, lastFailure: at, lastFailureCause: result.cause };
  const weighed = rule.countedBy === 'marathon' ? state.consecutiveFailures : failures;
  return {
    next,
    counted: true,
    kill: rule.maxConsecutiveFailures > 0 && weighed >= rule.maxConsecutiveFailures,
  };
}

export function isAlive(state: HealthState): boolean {
  return (
    state.lastSuccess !== undefined &&
    (state.lastFailure === undefined || state.lastSuccess > state.lastFailure)
  );
}
