import type { KeptService } from '../src/domain/keeper.ts';
import type { Run } from '../src/domain/line.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { ReadExecution } from './lock.ts';
import { again, over, watch } from './watch.ts';

/** The keepers of services, as Temporal has them. */
export interface Keepers {
  /** Resolves once the keeper touches the pool no more; one that is not there begins, and stands by. Safe to repeat. */
  yieldTo(of: KeptService, release: Run): Promise<void>;
  /** Ends one that does not answer. Safe to repeat. */
  end(of: KeptService, why: string): Promise<void>;
  /** What a release wants of the pool, or wanted when it ended; undefined where it had not planned. Throws when it does not tell. */
  readPool(run: Run): Promise<PoolIntent | undefined>;
}

export interface TakeInput extends KeptService {
  readonly release: Run;
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
    async takeFromKeeper({ target, service, release, timeoutMs }: TakeInput): Promise<{ problem?: string }> {
      const of = { target, service };
      return watch<{ readonly endedMs?: number }, { problem?: string }>({
        timeoutMs: timeoutMs + STOPS_WITHIN_MS,
        everyMs: EVERY_MS,
        initial: {},
        look: async (state, watchedMs) => {
          if (watchedMs < timeoutMs) {
            await keepers.yieldTo(of, release);
            return over({});
          }
          const endedMs = state.endedMs ?? watchedMs;
          if (state.endedMs === undefined) await keepers.end(of, `it did not yield to ${release.workflowId}`);
          return again({ endedMs }, 'what the keeper has begun to end');
        },
        onTimeout: async (_, problem) => {
          await keepers.yieldTo(of, release).catch(() => undefined);
          const why = problem ?? 'it did not answer';
          return { problem: `the keeper of ${service} was ended, since it did not yield: ${why}` };
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

    /** What a release that has ended wanted of the pool; nothing where it does not tell in a minute. Changes nothing. */
    async readLeftPool({ run }: { run: Run }): Promise<{ intent?: PoolIntent }> {
      return watch<null, { intent?: PoolIntent }>({
        timeoutMs: READ_TIMEOUT_MS,
        everyMs: END_EVERY_MS,
        initial: null,
        look: async () => {
          const intent = await keepers.readPool(run);
          return over(intent === undefined ? {} : { intent });
        },
        onTimeout: () => ({}),
      });
    },
  };
}
