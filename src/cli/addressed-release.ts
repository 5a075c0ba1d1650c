import { findExecution } from './account/find.ts';
import { readStarted } from './account/read-started.ts';
import { Complaint } from './complaint.ts';
import { EXIT } from './exit-codes.ts';
import type { Temporal } from './temporal/connect.ts';
import { findRelease, type FoundRelease } from './temporal/find-release.ts';

/** How a person says which release is meant. */
export interface Address {
  readonly service?: string | undefined;
  readonly target?: string | undefined;
  /** Also what `pacer show` takes: the name of a release, or the end of its id. */
  readonly workflowId?: string | undefined;
}

/**
 * The release of a workflow id, whether it runs, waits in line or has ended; without one that of the service, as
 * `findRelease` has it. Throws Complaint when there is none, or when it is of another service or target.
 */
export async function addressedRelease(temporal: Temporal, address: Address): Promise<FoundRelease> {
  const { service, target, workflowId } = address;
  if (workflowId !== undefined) return byWorkflowId(temporal, workflowId, address);
  if (service !== undefined) return findRelease(temporal, service, target);
  throw new Complaint('which release is meant is not said', EXIT.refused, [
    'give the name of its SERVICE, or its id with --workflow-id ID',
    'list releases with: npx pacer history',
  ]);
}

async function byWorkflowId(temporal: Temporal, text: string, wanted: Address): Promise<FoundRelease> {
  const execution = await findExecution(temporal, text);
  const { service, target } = await readStarted(temporal, execution);
  const { workflowId, runId } = execution;
  if ((wanted.service ?? service) !== service || (wanted.target ?? target) !== target)
    throw new Complaint(
      `workflow ${workflowId} is a release of "${service}" on target "${target}", not of "${wanted.service ?? service}" on "${wanted.target ?? target}"`,
      EXIT.refused,
      ['leave SERVICE and --target out, or correct --workflow-id'],
    );
  return { service, target, workflowId, runId, running: execution.status.name === 'RUNNING' };
}
