import type { CheckReport, Measurement } from './analysis.ts';
import type { GateRecord } from './gates.ts';
import type { PreviousVersion } from './plan.ts';

/** How a release ended. The workflow's result; plain JSON. */
export interface Outcome {
  readonly kind: OutcomeKind;
  readonly service: string;
  readonly target: string;
  /** Names this release; also the value of the app label PACER_RELEASE. */
  readonly release: string;
  /** One sentence: what happened. */
  readonly summary: string;
  /** Why it did not go through; absent for `released`. */
  readonly cause?: Cause;
  /** What a person should do next; absent when nothing is left to do. */
  readonly nextStep?: string;
  /** The app that serves now, with its instances. */
  readonly serving?: { readonly appId: string; readonly instances: number };
  /** The app that is gone, by its id. */
  readonly removed?: string;
  /** How long at least one green task was in the pool. */
  readonly exposureMs: number;
  /** ISO-8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly steps: readonly StepRecord[];
  /** Canary only: the largest share of requests it had, in ten-thousandths. */
  readonly reachedWeight?: number;
  /** Canary only: what its checks measured. */
  readonly checks?: readonly CheckReport[];
  /** The gates it came to, with every answer. Absent: none. */
  readonly gates?: readonly GateRecord[];
  /** Of `released`: what served before, for `pacer undo`. */
  readonly previous?: PreviousVersion;
}

export type OutcomeKind =
  /** green serves alone, blue is gone */
  | 'released'
  /** something was wrong; blue serves alone as before, green is gone */
  | 'rolled-back'
  /** an operator ended it; blue serves alone as before, green is gone */
  | 'aborted'
  /** it could not be brought to an end by itself; `nextStep` says what is left to do */
  | 'failed';

export interface Cause {
  readonly kind: CauseKind;
  readonly message: string;
  readonly taskId?: string;
  readonly host?: string;
  readonly lastFailure?: string;
  readonly by?: string;
  /** The deadline that has passed, by its field in the spec: `health.timeout`. */
  readonly deadline?: string;
  /** Of a check: its last value, absent when it went unanswered. */
  readonly check?: CheckInCause;
}

export interface CheckInCause {
  readonly name: string;
  readonly value?: Measurement['value'];
  readonly limit: string;
  readonly query: string;
}

export type CauseKind =
  | 'unhealthy'
  | 'crash-loop'
  | 'unreachable-task'
  | 'not-enough-tasks'
  | 'drain-timeout'
  /** one of the spec's `deadlines` has passed */
  | 'deadline'
  /** rejected by somebody, or not approved by its deadline */
  | 'gate'
  | 'check-failed'
  /** neither passed nor failed: a person decides */
  | 'check-inconclusive'
  /** a hook said so, or gave no verdict in its time */
  | 'hook'
  | 'pool'
  | 'operator'
  | 'cancelled'
  | 'foreign-change'
  | 'marathon'
  | 'unexpected';

export interface StepRecord {
  /** 1..11, the numbers of the procedure. */
  readonly step: number;
  readonly title: string;
  /** Counts from 1 within steps 2-9; absent elsewhere. */
  readonly batch?: number;
  /** Counts from 1 within the steps of a canary's spec; those are step 10. */
  readonly canaryStep?: number;
  readonly direction: 'release' | 'roll-back';
  readonly state: 'done' | 'running' | 'failed' | 'ahead' | 'skipped';
  readonly startedAt?: string;
  readonly endedAt?: string;
}
