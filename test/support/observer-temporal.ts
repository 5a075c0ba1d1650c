import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ReleaseStatus } from '../../src/domain/status.ts';

/** Workflows that keep others out of a service and run without a release: its lock and its line. */
export async function lockWorkflows(client: Client, service: string): Promise<readonly string[]> {
  const ids = [`pacer/service/local/${service}`, `pacer/line/local/${service}`];
  const found = await Promise.all(ids.map(async (id) => ((await isHeld(client, id)) ? [id] : [])));
  return found.flat();
}

/** A lock that the service's keeper has is given to the next release. */
async function isHeld(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    const parent = raw.workflowExecutionInfo?.parentExecution?.workflowId ?? '';
    return status.name === 'RUNNING' && !parent.includes('keeper');
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Where the service's releases stand that run. */
export async function runningStates(client: Client, service: string): Promise<readonly string[]> {
  const query = "ExecutionStatus = 'Running' AND WorkflowType IN ('blueGreen', 'canary')";
  const states: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    const now = await client.workflow.getHandle(workflowId).query<ReleaseStatus>('status');
    if (now.service === service && now.state !== 'finished') states.push(now.state);
  }
  return states;
}
