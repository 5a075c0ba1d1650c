import type { Clock } from '../clock.ts';
import type { Ending, Execution } from './execution.ts';
import type { Job, ScheduleActivity } from './wire.ts';

export interface StartOptions {
  readonly parent?: { readonly execution: Execution; readonly seq: number; readonly isToEnd: boolean };
  readonly timeoutMs?: number;
}

/** The server as the commands of a workflow need it. */
export interface Commanded {
  readonly clock: Clock;
  readonly latencyMs: () => number;
  tell(execution: Execution, job: Job): void;
  schedule(execution: Execution, wish: ScheduleActivity): void;
  end(execution: Execution, ending: Ending): void;
  /** Undefined when one of that id runs already. */
  start(
    type: string,
    workflowId: string,
    args: readonly unknown[],
    options?: StartOptions,
  ): Execution | undefined;
  /** Whether it was there to be told. */
  signal(workflowId: string, name: string, args: readonly unknown[], runId?: string): boolean;
}
