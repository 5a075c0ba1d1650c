import type { WorkflowClient } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { ReadExecution } from '../../activities/lock.ts';

const TIMEOUT_MS = 5_000;

/** Reads where a workflow stands from Temporal itself, which is never behind as its lists may be. */
export function executionReader(client: WorkflowClient): ReadExecution {
  return async (workflowId, runId) => {
    try {
      const { status, raw, ...found } = await client.connection.withDeadline(Date.now() + TIMEOUT_MS, () =>
        client.getHandle(workflowId, runId).describe(),
      );
      const parent = raw.workflowExecutionInfo?.parentExecution;
      const named = parent?.workflowId
        ? { workflowId: parent.workflowId, runId: parent.runId ?? '' }
        : undefined;
      return {
        running: status.name === 'RUNNING',
        runId: found.runId,
        startedAt: found.startTime.toISOString(),
        ...(named === undefined ? {} : { parent: named }),
      };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  };
}
