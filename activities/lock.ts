/** Where a workflow stands, by its id: the newest run. */
export interface Execution {
  readonly running: boolean;
  readonly runId: string;
  readonly parent?: { readonly workflowId: string; readonly runId: string };
}

/** Reads a workflow from Temporal; undefined when there is none of that id. */
export type ReadExecution = (workflowId: string, runId?: string) => Promise<Execution | undefined>;

export interface LockHolder {
  /** ended: the holder has ended and Temporal is about to end its lock. */
  readonly kind: 'running' | 'ended';
  readonly workflowId: string;
  readonly runId: string;
}

export function lockActivities(readExecution: ReadExecution) {
  return {
    /** Says which release holds a service's lock, and whether it still runs. Changes nothing. */
    async readLockHolder(input: { lockId: string }): Promise<LockHolder> {
      const lock = await readExecution(input.lockId);
      if (lock?.parent === undefined || !lock.running)
        return { kind: 'ended', workflowId: input.lockId, runId: lock?.runId ?? '' };
      const holder = await readExecution(lock.parent.workflowId, lock.parent.runId);
      return { kind: holder?.running === true ? 'running' : 'ended', ...lock.parent };
    },
  };
}
