import { getExternalWorkflowHandle, patched, workflowInfo } from '@temporalio/workflow';
import type { KeptService } from '../src/domain/keeper.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import { acting } from './acting.ts';
import { giveBack, keeperId } from './messages-keeper.ts';

/** The pool, taken from the service's keeper for the time of a release. */
export interface PoolKeeping {
  /** Returns once nobody else touches the pool. What was wrong with that, if anything. Safe to repeat. */
  take(): Promise<string | undefined>;
  /** The keeper goes on with this, or with what it kept before. Why it does not, if so. Never throws. */
  giveBack(intent: PoolIntent | undefined): Promise<string | undefined>;
}

const TAKE_TIMEOUT_MS = 30_000;

export function openKeeping({ target, service }: KeptService): PoolKeeping {
  const { workflowId, runId } = workflowInfo();
  const release = { workflowId, runId };
  let isTaken = false;
  return {
    take: async () => {
      // 2026-11-28: releases of before there were keepers replay without.
      if (isTaken || !patched('keeper')) return undefined;
      // Workflow time: the same in every attempt.
      const taking = { ...release, takenAt: new Date().toISOString() };
      const activities = acting(`take the pool of ${service} from its keeper`, TAKE_TIMEOUT_MS);
      const { problem } = await activities.takeFromKeeper({
        ...{ target, service, taking },
        timeoutMs: TAKE_TIMEOUT_MS,
      });
      isTaken = true;
      return problem;
    },
    giveBack: async (intent) => {
      if (!isTaken) return undefined;
      isTaken = false;
      try {
        const keeper = getExternalWorkflowHandle(keeperId(target, service));
        await keeper.signal(giveBack, { release, ...(intent !== undefined && { intent }) });
        return undefined;
      } catch {
        return `nobody keeps the pool of ${service} from here on: its keeper has ended, as by a hand-over. "pacer keep ${service}" takes it again`;
      }
    },
  };
}
