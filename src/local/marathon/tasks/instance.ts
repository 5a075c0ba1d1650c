import type { AppSpec } from '../model/app-spec.ts';
import { AGENT_IDS } from './agent.ts';

/** A place for a task that Marathon keeps track of; its task may be replaced while its id stays. */
export interface Instance {
  readonly id: string;
  readonly appId: string;
  readonly goal: 'Running' | 'Decommissioned';
  readonly condition: Condition;
  /** The definition it is launched with; may be older than the app's. */
  readonly spec: AppSpec;
  readonly scheduledAt: string;
  /** The present task, or the last one that ended. */
  readonly task?: Task;
}

export type Condition =
  /** waits for an offer */
  | 'Scheduled'
  /** has ports, its process is being started */
  | 'Provisioned'
  | 'Starting'
  | 'Running'
  /** its agent is away */
  | 'Unreachable'
  /** so long that it is not counted any more */
  | 'UnreachableInactive'
  | EndCondition;

export type EndCondition = 'Killed' | 'Finished' | 'Failed';

export interface Task {
  readonly id: string;
  readonly incarnation: number;
  readonly state: TaskState;
  readonly host: string;
  readonly ports: readonly number[];
  readonly stagedAt: string;
  readonly startedAt?: string;
  readonly sandbox: string;
  /** Absent: written by an earlier version, whose only agent was the first. */
  readonly agentId?: string;
  readonly unreachableSince?: string;
}

export type TaskState = 'TASK_STAGING' | 'TASK_STARTING' | 'TASK_RUNNING' | 'TASK_UNREACHABLE' | TaskEnd;
export type TaskEnd = 'TASK_KILLED' | 'TASK_FINISHED' | 'TASK_FAILED';

/** Counted by kill and scale: it has a task that has not ended, even when it was told to die. */
export function isActive(instance: Instance): boolean {
  return ['Provisioned', 'Starting', 'Running', 'Unreachable'].includes(instance.condition);
}

export function isUnreachable({ condition }: Instance): boolean {
  return condition === 'Unreachable' || condition === 'UnreachableInactive';
}

/** Where its task runs. */
export function agentOf({ task }: Instance): string {
  return task?.agentId ?? AGENT_IDS[0] ?? '';
}

export function isWaiting(instance: Instance): boolean {
  return instance.condition === 'Scheduled';
}

/** Has not been told to go. */
export function isWanted(instance: Instance): boolean {
  return instance.goal === 'Running';
}

/** The app's version when the instance was made. */
export function versionOf(instance: Instance): string {
  return instance.spec.version;
}
