/** What is measured of a version, and what came of it. Argo Rollouts' words, with its semantics where they hold. */

/** One metric of an analysis, with every placeholder replaced and every default filled in. */
export interface Check {
  /** Unique in a release. */
  readonly name: string;
  /** PromQL for the canary; gives one number. */
  readonly query: string;
  /** Compares with the same query for stable, asked for the same moment. */
  readonly versus?: { readonly query: string; readonly by: 'ratio' | 'difference' };
  /** At least one of the two is there. Both: what meets neither is inconclusive; `failWhen` wins. */
  readonly passWhen?: Condition;
  readonly failWhen?: Condition;
  /** Absent: measured once. */
  readonly intervalMs?: number;
  /** Answered measurements until it is complete; absent: one without an interval, else no end by itself. */
  readonly count?: number;
  readonly initialDelayMs: number;
  /** More failed measurements than this fail it; -1: never. Failures add up, they need not be in a row. */
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  /** More in a row than this, and `onNoData` or `onError` decides. */
  readonly consecutiveErrorLimit: number;
  /** So many successes in a row complete it; 0: not used. */
  readonly consecutiveSuccessLimit: number;
  /** Measured and shown, and decides nothing. */
  readonly dryRun: boolean;
  readonly onNoData: UnansweredPolicy;
  readonly onError: UnansweredPolicy;
  /** Below so many requests of the canary a measurement counts as no data. */
  readonly minRequests?: { readonly query: string; readonly atLeast: number };
}

/** What a check does once it has gone unanswered too often in a row. Never a pass. */
export type UnansweredPolicy =
  /** measures on, for as long as the analysis has patience; then a person decides */
  | 'wait'
  /** a person decides */
  | 'pause'
  | 'roll-back';

/** All comparisons must hold. */
export interface Condition {
  /** As the spec has it: `">= 0.99"`. */
  readonly text: string;
  readonly comparisons: readonly { readonly operator: Operator; readonly value: number }[];
}

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

export type MeasurementPhase =
  | 'successful'
  | 'failed'
  | 'inconclusive'
  /** no series, NaN, or too few requests */
  | 'no-data'
  /** Prometheus did not answer, or refused the query */
  | 'error';

export interface Measurement {
  /** ISO-8601 UTC, when it was complete. */
  readonly at: string;
  readonly phase: MeasurementPhase;
  /** What was judged; text for an infinite one, which JSON has no number for. Absent when there was none. */
  readonly value?: number | '+Inf' | '-Inf';
  /** The two values behind a comparison. */
  readonly canary?: number | '+Inf' | '-Inf';
  readonly stable?: number | '+Inf' | '-Inf';
  /** Why there is no value, or which limit it missed. */
  readonly message?: string;
}

export interface CheckCounters {
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly noData: number;
  readonly error: number;
  readonly consecutiveSuccess: number;
  /** No data and errors in a row. */
  readonly consecutiveUnanswered: number;
}

export type CheckPhase = 'pending' | 'running' | 'successful' | 'inconclusive' | 'failed';

/** A check as `status` and the outcome show it. */
export interface CheckReport {
  readonly name: string;
  /** `background`, `step 3` or `bake`. */
  readonly analysis: string;
  readonly phase: CheckPhase;
  readonly dryRun: boolean;
  readonly query: string;
  /** `passWhen` and `failWhen` in one sentence. */
  readonly limit: string;
  readonly counters: CheckCounters;
  /** The last ten, oldest first. */
  readonly recent: readonly Measurement[];
  /** All that did not pass, oldest first; of more than a hundred the first fifty and the last fifty. */
  readonly notPassed: readonly Measurement[];
}
