import { randomUUID } from 'node:crypto';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowClient,
} from '@temporalio/client';
import type { Keepers } from '../../activities/keeper.ts';
import type { KeepersTask, Taking } from '../domain/keeper.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { keeperId, poolOf, yieldTo, type KeeperInput } from '../../workflows/messages-keeper.ts';

const TIMEOUT_MS = 5_000;
/** What a keeper has begun is cancelled, and awaited. */
const YIELD_TIMEOUT_MS = 10_000;

/** The keepers of services: each a workflow for as long as the service is Pacer's. */
export function serviceKeepers(client: WorkflowClient): Keepers {
  const within = <T>(call: () => Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> =>
    client.connection.withDeadline(Date.now() + timeoutMs, call);
  return {
    yieldTo: async (of, taking) => {
      const task = standingBy(taking);
      if (await within(() => startKeeper(client, { ...of, task }))) return task;
      const keeper = client.getHandle(keeperId(of.target, of.service));
      return within(
        () => keeper.executeUpdate(yieldTo, { args: [taking], updateId: randomUUID() }),
        YIELD_TIMEOUT_MS,
      );
    },
    end: async ({ target, service }, why) => {
      await within(() => client.getHandle(keeperId(target, service)).terminate(why)).catch(
        (error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        },
      );
    },
    readPool: async ({ workflowId, runId }) =>
      (await within(() => client.getHandle(workflowId, runId).query(poolOf))) ?? undefined,
  };
}

/** Whether it was started; not so when it runs already. */
export async function startKeeper(client: WorkflowClient, input: KeeperInput): Promise<boolean> {
  const { target, service } = input;
  try {
    await client.start('keeper', {
      workflowId: keeperId(target, service),
      taskQueue: TASK_QUEUE,
      args: [input],
      staticSummary: `keeps the pool of ${service} on ${target} between releases`,
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

function standingBy({ takenAt: since, workflowId, runId }: Taking): KeepersTask {
  return { kind: 'stand-by', since, release: { workflowId, runId } };
}
