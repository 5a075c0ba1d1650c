import { agentOf, versionOf, type Instance, type TaskEnd } from './instance.ts';

/** The last failed task of an app, as Marathon shows it. */
export interface TaskFailure {
  readonly appId: string;
  readonly host: string;
  readonly message: string;
  readonly state: string;
  readonly taskId: string;
  readonly timestamp: string;
  readonly version: string;
  readonly slaveId: string;
}

/** The last failure of each app; a task that was killed on request is none. */
export class TaskFailures {
  readonly #failures: Map<string, TaskFailure>;

  constructor(failures: Readonly<Record<string, TaskFailure>>) {
    this.#failures = new Map(Object.entries(failures));
  }

  of(appId: string): TaskFailure | undefined {
    return this.#failures.get(appId);
  }

  note(instance: Instance, state: TaskEnd, message: string, at: string): void {
    const { appId, task } = instance;
    if (task === undefined) return;
    this.#failures.set(appId, {
      appId,
      host: task.host,
      message,
      state,
      taskId: task.id,
      timestamp: at,
      version: versionOf(instance),
      slaveId: agentOf(instance),
    });
  }

  forget(appId: string): void {
    this.#failures.delete(appId);
  }

  all(): Readonly<Record<string, TaskFailure>> {
    return Object.fromEntries(this.#failures);
  }
}
