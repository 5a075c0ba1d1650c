import type { CheckReport } from './analysis.ts';
import type { GateRecord } from './gates.ts';
import type { Outcome, StepRecord } from './outcome.ts';
import type { PoolServerState } from './pool.ts';

/** Answer of the query `status`. */
export interface ReleaseStatus {
  /** In a canary blue is stable and green is the canary. */
  readonly procedure: Procedure;
  readonly service: string;
  readonly target: string;
  readonly release: string;
  readonly state: ReleaseState;
  /** One sentence: what it is doing now and why. */
  readonly message: string;
  readonly startedAt: string;
  /** Done, running and ahead, in order. */
  readonly steps: readonly StepRecord[];
  readonly blue?: SideStatus;
  readonly green?: SideStatus;
  /** Canary only: its share of requests, in ten-thousandths. */
  readonly weight?: number;
  /** Canary only: what its checks have measured, as of the end of each analysis; the CLI shows what is measured now. */
  readonly checks?: readonly CheckReport[];
  /** The wait it is in, if any. */
  readonly wait?: Wait;
  /** The gate that is open, with the answers so far. */
  readonly gate?: GateRecord;
  /** Nothing but the removal of the old version follows: whoever lets it go on, does so for good. */
  readonly lastWord?: true;
  /** What the operator can do now, with what it would do. */
  readonly commands: readonly { readonly command: Command; readonly effect: string }[];
  /** The last 50 things that happened, oldest first. */
  readonly events: readonly { readonly at: string; readonly text: string }[];
  readonly outcome?: Outcome;
}

export type Procedure = 'blue-green' | 'canary';

export type ReleaseState =
  | 'starting'
  /** waits in line for another release of the service to end; nothing was begun */
  | 'queued'
  | 'running'
  /** waits until withdrawn tasks have no pending operations: `skip` kills them with what they still do */
  | 'draining'
  /** waits for the answer of a hook: `skip` goes on without it */
  | 'asking'
  /** a step failed and the spec says pause: `retry` takes it again */
  | 'step-failed'
  /** an operator said pause */
  | 'paused'
  /** withdrawn tasks still work at the drain's deadline, and the spec says to ask */
  | 'drain-overdue'
  /** at a gate: waits for people to approve or to reject */
  | 'waiting-for-approval'
  | 'baking'
  /** a canary at a weight, watched for a time: `promote` ends it */
  | 'observing'
  /** a step of a canary that measures its checks */
  | 'analysing'
  /** a check's verdict is open and a person decides: `resume` measures anew, `promote` takes it as passed */
  | 'inconclusive'
  | 'rolling-back'
  /** past the point of no return */
  | 'removing'
  /** cannot go on by itself and keeps users where they are safe: `resume` tries again, `abort` leaves it as it is */
  | 'holding'
  | 'finished';

export type Command =
  'pause' | 'resume' | 'promote' | 'approve' | 'reject' | 'skip' | 'retry' | 'abort' | 'undo';

export interface SideStatus {
  readonly appId: string;
  readonly instances: number;
  /** Of the definition that runs; moves with a restart, too. */
  readonly configVersion?: string;
  readonly tasks: readonly TaskStatus[];
}

export interface TaskStatus {
  readonly taskId: string;
  readonly host: string;
  readonly port?: number;
  readonly state: string;
  readonly health: 'healthy' | 'unhealthy' | 'unknown';
  /** Absent: not in the pool. The least ready of all load balancer instances. */
  readonly pool?: PoolServerState;
  readonly sessions?: number;
  readonly queue?: number;
  /** The app's own gauge, summed; absent when it was not read. */
  readonly pending?: number;
}

export interface Wait {
  readonly reason: string;
  /** Who ends it: Marathon, HAProxy, the app, the clock, a person, or the releases ahead in line. */
  readonly owner: 'marathon' | 'load-balancer' | 'app' | 'clock' | 'operator' | 'release';
  readonly since: string;
  /** When it ends at the latest; absent only for a wait for a person, or for other releases. */
  readonly until?: string;
}

/**
 * What an activity sees while it waits: its heartbeat details, and its result. The CLI reads it from Temporal's list of
 * pending activities, so that watching costs no history.
 */
export interface Sighting {
  readonly at: string;
  readonly waitingFor?: string;
  readonly apps: readonly SideStatus[];
  /** Of an analysis: what it has measured so far. */
  readonly checks?: readonly CheckReport[];
}
