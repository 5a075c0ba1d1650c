import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ReleaseStatus } from '../../src/domain/status.ts';

interface SeenInTemporal {
  /** Workflows that keep others out of the service, and no release runs: its lock and its line. */
  readonly lockWorkflows: readonly string[];
  /** Where the release stands that holds the lock. */
  readonly runningStates: readonly string[];
}

/** Who has a service, as Temporal says. */
export async function lookAtTemporal(client: Client, service: string): Promise<SeenInTemporal> {
  const lockId = `pacer/service/local/${service}`;
  const lineId = `pacer/line/local/${service}`;
  const line = (await find(client, lineId)).isRunning ? [lineId] : [];
  const lock = await find(client, lockId);
  if (!lock.isRunning) return { lockWorkflows: line, runningStates: [] };
  const holder = lock.parent === undefined ? undefined : await find(client, lock.parent);
  if (holder?.isRunning !== true || lock.parent === undefined)
    return { lockWorkflows: [lockId, ...line], runningStates: [] };
  const { state } = await client.workflow.getHandle(lock.parent).query<ReleaseStatus>('status');
  return { lockWorkflows: [], runningStates: [state] };
}

async function find(
  client: Client,
  workflowId: string,
): Promise<{ readonly isRunning: boolean; readonly parent?: string }> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    const parent = raw.workflowExecutionInfo?.parentExecution?.workflowId;
    return { isRunning: status.name === 'RUNNING', ...(parent ? { parent } : {}) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { isRunning: false };
    throw error;
  }
}
