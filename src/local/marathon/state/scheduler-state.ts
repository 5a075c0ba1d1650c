import { join } from 'node:path';
import type { StoredDeployment } from '../deployments/deployments.ts';
import type { Backoff } from '../tasks/backoff.ts';
import type { Instance } from '../tasks/instance.ts';
import type { TaskFailure } from '../tasks/task-failures.ts';
import { readStateFile } from './state-file.ts';

/** What the scheduler has on disk: all but the root. */
export interface SchedulerState {
  readonly frameworkId: string;
  readonly instances: readonly Instance[];
  readonly deployments: readonly StoredDeployment[];
  readonly backoffs: Readonly<Record<string, Backoff>>;
  readonly failures: Readonly<Record<string, TaskFailure>>;
  /** Agents that are out of reach. Absent: none. */
  readonly agentsAway?: readonly string[];
}

export function schedulerStatePath(stateDir: string): string {
  return join(stateDir, 'scheduler.json');
}

export function readSchedulerState(stateDir: string): SchedulerState | undefined {
  return readStateFile(schedulerStatePath(stateDir)) as SchedulerState | undefined;
}
