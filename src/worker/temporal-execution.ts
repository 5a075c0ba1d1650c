import { isGrpcServiceError, type WorkflowClient } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import type { ReadExecution } from '../../activities/lock.ts';

const TIMEOUT_MS = 5_000;

/** WORKFLOW_EXECUTION_STATUS_RUNNING */
const RUNNING = 1;
/** Of gRPC */
const NOT_FOUND = 5;

/**
 * Reads where a workflow stands from Temporal itself, which is never behind as its lists may be. Not by the client's
 * `describe`, which throws for a memo that it cannot read, and anybody may start a workflow with one.
 */
export function executionReader(client: WorkflowClient): ReadExecution {
  return async (workflowId, runId) => {
    const execution = { workflowId, ...(runId === undefined ? {} : { runId }) };
    const { namespace } = client.options;
    try {
      const { workflowExecutionInfo: found } = await client.connection.withDeadline(
        Date.now() + TIMEOUT_MS,
        () => client.workflowService.describeWorkflowExecution({ namespace, execution }),
      );
      const parent = found?.parentExecution;
      const named = parent?.workflowId
        ? { workflowId: parent.workflowId, runId: parent.runId ?? '' }
        : undefined;
      return {
        running: Number(found?.status) === RUNNING,
        runId: found?.execution?.runId ?? '',
        startedAt: momentOf(found?.startTime),
        ...(named === undefined ? {} : { parent: named }),
      };
    } catch (error) {
      if (!isGrpcServiceError(error) || (error.code as number) !== NOT_FOUND) throw error;
      if (!/^namespace /i.test(error.details)) return undefined;
      throw new NamespaceNotFoundError(namespace);
    }
  };
}

interface Timestamp {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

function momentOf(at: Timestamp | null | undefined): string {
  return new Date(Number(at?.seconds ?? 0) * 1_000 + Math.floor((at?.nanos ?? 0) / 1e6)).toISOString();
}
