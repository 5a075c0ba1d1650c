import type { OutcomeKind } from '../../domain/outcome.ts';
import type { Procedure } from '../../domain/status.ts';

/** One release as Temporal keeps it, running or not: what, when, by whom, why, and how it ended. */
export interface ReleaseAccount {
  /** Its name: the workflow id and the beginning of the run id. */
  readonly release: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly procedure: Procedure;
  /** Empty, as `target`, when the workflow was started with something else than a spec. */
  readonly service: string;
  readonly target: string;
  readonly app?: AppOfRelease;
  /** ISO-8601 UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Up to now while it runs. */
  readonly durationMs: number;
  /** Who started it and why. */
  readonly by?: string;
  readonly reason?: string;
  readonly result: ReleaseResult;
  /** One sentence on how it ended. */
  readonly summary?: string;
  /** How long at least one task of the new version had users. */
  readonly exposureMs?: number;
  /** Canary only: the largest share of requests it had, in ten-thousandths. */
  readonly reachedWeight?: number;
}

export interface AppOfRelease {
  /** As the spec has it, without "-a" or "-b". */
  readonly id: string;
  readonly version?: string;
}

export type ReleaseResult =
  | 'running'
  | OutcomeKind
  /** it changed nothing: the spec, the worker or a running release was in the way */
  | 'refused'
  /** somebody ended the workflow itself */
  | 'cut-off'
  /** before it began */
  | 'cancelled';

/** As the workflow names itself; the app label PACER_RELEASE has it too. */
export function releaseName(workflowId: string, runId: string): string {
  return `${workflowId}/${runId.slice(0, 8)}`;
}
