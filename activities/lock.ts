import { ApplicationFailure } from '@temporalio/activity';
import type { Run } from '../src/domain/line.ts';
import { over, watch } from './watch.ts';

/** Where a workflow stands, by its id: the newest run. */
export interface Execution {
  readonly running: boolean;
  readonly runId: string;
  /** ISO-8601 UTC. */
  readonly startedAt: string;
  readonly parent?: Run;
}

/** Reads a workflow from Temporal; undefined when there is none of that id. */
export type ReadExecution = (workflowId: string, runId?: string) => Promise<Execution | undefined>;

export interface LockHolder extends Run {
  /** ended: the holder has ended and Temporal is about to end its lock. */
  readonly kind: 'running' | 'ended';
}

export function lockActivities(readExecution: ReadExecution) {
  return {
    /** Says which release holds a service's lock, and whether it still runs. Changes nothing. */
    async readLockHolder(input: { lockId: string }): Promise<LockHolder> {
      return untilTemporalAnswers('who holds the lock', async () => {
        const holder = await holderOf(readExecution, input.lockId);
        return holder ?? { kind: 'ended', workflowId: input.lockId, runId: '' };
      });
    },
  };
}

const PATIENCE_MS = 120_000;
const ASK_EVERY_MS = 500;

/** Asks Temporal until it answers, within a bound. Throws a final `TemporalSilent` after that. Safe to repeat if `ask` is. */
export async function untilTemporalAnswers<T>(what: string, ask: () => Promise<T>): Promise<T> {
  return watch<null, T>({
    timeoutMs: PATIENCE_MS,
    everyMs: ASK_EVERY_MS,
    initial: null,
    look: async () => over(await ask()),
    onTimeout: (_, problem = 'no answer') => {
      const said = `Temporal did not say ${what} within ${PATIENCE_MS / 1000} s: ${problem}`;
      throw ApplicationFailure.nonRetryable(
        `${said}. Nothing was begun; start the release again`,
        'TemporalSilent',
      );
    },
  });
}

/** Who holds a lock; undefined when it is free. A lock that somebody has started by hand holds itself. */
export async function holderOf(
  readExecution: ReadExecution,
  lockId: string,
): Promise<LockHolder | undefined> {
  const lock = await readExecution(lockId);
  if (lock?.running !== true) return undefined;
  if (lock.parent === undefined) return { kind: 'running', workflowId: lockId, runId: lock.runId };
  const holder = await readExecution(lock.parent.workflowId, lock.parent.runId);
  return { kind: holder?.running === true ? 'running' : 'ended', ...lock.parent };
}
