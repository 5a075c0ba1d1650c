/** What Pacer knows of a Marathon app and its tasks. Replies are turned into this once, in the Marathon client. */

/** An app definition as its owner wrote it. Pacer sets `id`, `instances` and its labels; the rest passes through. */
export interface AppDefinition {
  readonly id: string;
  readonly instances?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly [field: string]: unknown;
}

export interface App {
  readonly id: string;
  /** How many tasks Marathon wants, not how many there are. */
  readonly instances: number;
  /** Moves with every accepted change, scaling included. ISO-8601 UTC. */
  readonly version: string;
  /** Moves with its definition and with a restart, and not with its count. Absent: Marathon does not say. */
  readonly configVersion?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly healthCheckCount: number;
  /** Ids of the running deployments that lock this app. */
  readonly deployments: readonly string[];
  /** An instance that waits for its first offer has no task and is not listed; one whose task has ended is. */
  readonly tasks: readonly Task[];
  readonly lastTaskFailure?: TaskFailure;
}

export interface Task {
  readonly id: string;
  readonly appId: string;
  readonly host: string;
  /** Agent (slave) that runs it, when known. */
  readonly agentId?: string;
  /**
   * Address of the task itself in a container network, IPv6 in brackets, empty before it has one; `host` otherwise. The
   * ports are those that answer there.
   */
  readonly address: string;
  readonly ports: readonly number[];
  /** Marathon's word: TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_UNREACHABLE, ... */
  readonly state: string;
  /** ISO-8601 UTC, absent before the task has been staged or started. */
  readonly stagedAt?: string;
  readonly startedAt?: string;
  readonly health: TaskHealth;
}

const ENDED: ReadonlySet<string> = new Set([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
]);

/**
 * It runs no more, and its instance waits for an offer or for the end of a backoff. Marathon does not count it: a
 * kill-and-scale of its id does nothing.
 */
export function hasEnded({ state }: Task): boolean {
  return ENDED.has(state);
}

export type TaskHealth =
  /** every health check of the app says alive */
  | { readonly kind: 'healthy' }
  /** at least one check has failed since it last succeeded */
  | { readonly kind: 'unhealthy'; readonly consecutiveFailures: number; readonly cause?: string }
  /** at least one check has no counted result yet: not healthy, not unhealthy */
  | { readonly kind: 'unknown' };

export interface TaskFailure {
  readonly taskId: string;
  readonly host: string;
  readonly state: string;
  readonly message: string;
  /** ISO-8601 UTC. May be older than the app's present version. */
  readonly timestamp: string;
}

/** An app in Marathon's launch queue. */
export interface QueuedApp {
  readonly appId: string;
  /** Instances still to be launched. */
  readonly count: number;
  /** More than 0 and not overdue: Marathon backs off after failures (a crash loop). */
  readonly backoffMs: number;
  /** Waits for offers. */
  readonly overdue: boolean;
}
