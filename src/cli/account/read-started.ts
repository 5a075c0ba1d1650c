import { ask, decrypted, type Temporal } from '../temporal/connect.ts';
import { startedFrom, type Started } from './started.ts';

/** Reads how a workflow was started, from the first event of its history. Throws TemporalUnreachable. */
export async function readStarted(
  temporal: Temporal,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
): Promise<Started> {
  const { client, settings } = temporal;
  const { history } = await ask(temporal, () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: settings.namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    }),
  );
  return startedFrom((await decrypted(temporal, history))?.events?.[0]);
}
