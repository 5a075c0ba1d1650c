import { ApplicationFailure } from '@temporalio/activity';
import type { KeepersTask, KeptService, Taking } from '../src/domain/keeper.ts';
import type { Run } from '../src/domain/line.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { ReadExecution } from './lock.ts';
import { again, over, watch } from './watch.ts';

/** The keepers of services, as Temporal has them. */
export interface Keepers {
  /** Resolves once the keeper touches the pool no more; one that is not there begins, and stands by. Safe to repeat. */
  yieldTo(of: KeptService, taking: Taking): Promise<KeepersTask>;
  /** Ends one that does not answer. Safe to repeat. */
  end(of: KeptService, why: string): Promise<void>;
  /** What a release wants of the pool, or wanted when it ended; undefined where it had not planned. Throws when it does not tell. */
  readPool(run: Run): Promise<PoolIntent | undefined>;
}

export interface TakeInput extends KeptService {
  readonly taking: Taking;
  readonly timeoutMs: number;
}

const EVERY_MS = 500;
const END_EVERY_MS = 2_000;
/** Each is ended from outside, or by this and begun anew: so that no attempt lasts for ever. */
const LONGEST_WATCH_MS = 86_400_000;
const READ_TIMEOUT_MS = 60_000;
/** Longer than an activity goes on whose workflow was terminated. */
const STOPS_WITHIN_MS = 6_000;

export function keeperActivities(readExecution: ReadExecution, keepers: Keepers) {
  return {
    /** Takes the pool from its keeper for a release: nobody else touches it then. Ends a keeper that does not answer. */
    async takeFromKeeper({ target, service, taking, timeoutMs }: TakeInput): Promise<{ problem?: string }> {
      const of = { target, service };
      return watch<{ readonly endedMs?: number }, { problem?: string }>({
        timeoutMs: 2 * timeoutMs + STOPS_WITHIN_MS,
        everyMs: EVERY_MS,
        initial: {},
        look: async ({ endedMs }, watchedMs) => {
          if (endedMs === undefined && watchedMs < timeoutMs)
            return over(whatCameOf(await keepers.yieldTo(of, taking), taking));
          if (endedMs === undefined) {
            await keepers.end(of, `it did not yield to ${taking.workflowId}`);
            return again({ endedMs: watchedMs }, 'what the keeper has begun to end');
          }
          if (watchedMs - endedMs < STOPS_WITHIN_MS)
            return again({ endedMs }, 'what the keeper has begun to end');
          await keepers.yieldTo(of, taking);
          return over({ problem: `the keeper of ${service} was ended: it did not yield in its time` });
        },
        onTimeout: (_, problem) => {
          throw ApplicationFailure.retryable(problem ?? 'the keeper does not answer', 'NotYielded');
        },
      });
    },

    /** Waits for the end of a run of a workflow. Changes nothing. */
    async awaitEnd({ run }: { run: Run }): Promise<'ended' | 'still-runs'> {
      return watch<null, 'ended' | 'still-runs'>({
        timeoutMs: LONGEST_WATCH_MS,
        everyMs: END_EVERY_MS,
        initial: null,
        look: async () => {
          const found = await readExecution(run.workflowId, run.runId);
          return found?.running === true ? again(null, `the end of ${run.workflowId}`) : over('ended');
        },
        onTimeout: () => 'still-runs',
      });
    },

    /** What a release that has ended wanted of the pool. Changes nothing. Throws a final `NotTold` after a minute. */
    async readLeftPool({ run }: { run: Run }): Promise<{ intent?: PoolIntent }> {
      return watch<null, { intent?: PoolIntent }>({
        timeoutMs: READ_TIMEOUT_MS,
        everyMs: END_EVERY_MS,
        initial: null,
        look: async () => {
          const intent = await keepers.readPool(run);
          return over(intent === undefined ? {} : { intent });
        },
        onTimeout: (_, problem) => {
          const why = problem ?? 'it does not answer';
          throw ApplicationFailure.nonRetryable(
            `${run.workflowId} does not tell what it has left: ${why}. Release the service, which takes the pool`,
            'NotTold',
          );
        },
      });
    },
  };
}

function whatCameOf(task: KeepersTask, taking: Taking): { problem?: string } {
  if (task.kind !== 'stand-by' || task.release.runId === taking.runId) return {};
  return { problem: `the pool was taken by release ${task.release.workflowId} meanwhile` };
}
