import type { Outcome, OutcomeKind, StepRecord } from '../domain/outcome.ts';
import type { CanarySummary } from './canary-summary.ts';
import type { LoadReport } from './load-report.ts';

/** What the demo says at its end; printed as it is by `--json`. */
export interface DemoSummary {
  readonly outcome: OutcomeKind;
  readonly requests: number;
  /** Every error, every 5xx and every answer that was not the app's. */
  readonly failed: number;
  /** Of those, the 5xx that the version under release answered by itself: what `--bad` is there to show. */
  readonly failedByBadVersion: number;
  /** From the start of the second version's release to its outcome. */
  readonly durationMs: number;
  readonly steps: readonly TimedStep[];
  readonly cause?: string;
  /** How long users were on the second version. */
  readonly exposureMs: number;
  readonly serving?: Outcome['serving'];
  readonly byVersion: Readonly<Record<string, number>>;
  readonly latencyMs: LoadReport['latencyMs'];
  /** The generator's own lateness: figures of a machine that was too busy are to be read with care. */
  readonly lateMs: number;
  readonly good: boolean;
  /** Of a canary only. */
  readonly canary?: CanarySummary;
}

export interface TimedStep extends Pick<
  StepRecord,
  'step' | 'title' | 'batch' | 'canaryStep' | 'direction' | 'state'
> {
  readonly durationMs?: number;
}

/** `badVersion`: what the second version calls itself when it is meant to be bad. */
export function summarize(
  outcome: Outcome,
  load: LoadReport,
  badVersion?: string,
  canary?: CanarySummary,
): DemoSummary {
  const failedByBadVersion = badVersion === undefined ? 0 : (load.failedByVersion[badVersion] ?? 0);
  const wanted: OutcomeKind = badVersion === undefined ? 'released' : 'rolled-back';
  return {
    outcome: outcome.kind,
    requests: load.requests,
    failed: load.failed,
    failedByBadVersion,
    durationMs: outcome.durationMs,
    steps: outcome.steps.filter((it) => it.state !== 'ahead').map(timed),
    ...(outcome.cause === undefined ? {} : { cause: outcome.cause.message }),
    exposureMs: outcome.exposureMs,
    ...(outcome.serving === undefined ? {} : { serving: outcome.serving }),
    byVersion: load.byVersion,
    latencyMs: load.latencyMs,
    lateMs: load.lateMs,
    good: outcome.kind === wanted && load.requests > 0 && load.failed === failedByBadVersion,
    ...(canary === undefined ? {} : { canary }),
  };
}

function timed({
  step,
  title,
  batch,
  canaryStep,
  direction,
  state,
  startedAt,
  endedAt,
}: StepRecord): TimedStep {
  return {
    step,
    title,
    ...(batch === undefined ? {} : { batch }),
    ...(canaryStep === undefined ? {} : { canaryStep }),
    direction,
    state,
    ...(startedAt === undefined || endedAt === undefined
      ? {}
      : { durationMs: Date.parse(endedAt) - Date.parse(startedAt) }),
  };
}
