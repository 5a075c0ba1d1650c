import type { WorkflowClient } from '@temporalio/client';
import type { Lines } from '../../activities/line.ts';
import type { Line } from '../domain/line.ts';
import type { ReleaseStatus } from '../domain/status.ts';
import { status, TASK_QUEUE } from '../../workflows/messages.ts';
import { join, line as lineQuery, serviceLineId } from '../../workflows/messages-line.ts';
import { executionReader } from './temporal-execution.ts';

const TIMEOUT_MS = 5_000;

/** The lines of services: each a workflow that runs while somebody waits. */
export function serviceLines(client: WorkflowClient): Lines {
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    client.connection.withDeadline(Date.now() + TIMEOUT_MS, call);
  const read = executionReader(client);
  return {
    join: async ({ target, service }, entry) => {
      await within(() =>
        client.signalWithStart('serviceLine', {
          workflowId: serviceLineId(target, service),
          taskQueue: TASK_QUEUE,
          args: [{ target, service, entries: [] } satisfies Line],
          signal: join,
          signalArgs: [entry],
          staticSummary: `those who wait for ${service} on ${target}`,
        }),
      );
    },
    read: async ({ target, service }) => {
      const workflowId = serviceLineId(target, service);
      if ((await read(workflowId))?.running !== true) return undefined;
      return within(() => client.getHandle(workflowId).query(lineQuery));
    },
    readState: async ({ workflowId, runId }) => {
      const { state } = await within(() => client.getHandle(workflowId, runId).query<ReleaseStatus>(status));
      return state;
    },
  };
}
