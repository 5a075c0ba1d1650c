import type { WorkflowClient } from '@temporalio/client';
import type { TellMeasured } from '../../activities/tell-measured.ts';
import { measured } from '../../workflows/messages.ts';

const TIMEOUT_MS = 5_000;

/** Tells a release what was measured by the signal `measured`. */
export function measuredTeller(client: WorkflowClient): TellMeasured {
  return ({ workflowId, runId }, reports) =>
    client.connection.withDeadline(Date.now() + TIMEOUT_MS, () =>
      client.getHandle(workflowId, runId).signal(measured, reports),
    );
}
