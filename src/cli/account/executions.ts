import type { WorkflowExecutionInfo } from '@temporalio/client';
import { TemporalUnreachable } from '../../worker/temporal.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, grpcCauseOf, type Temporal } from '../temporal/connect.ts';

/** So many releases are looked through, the newest first. */
export const MOST_EXECUTIONS = 2_000;
const LIST_TIMEOUT_MS = 20_000;

const TYPES = '(WorkflowType = "blueGreen" OR WorkflowType = "canary")';

export type Executions =
  | { readonly kind: 'listed'; readonly executions: readonly WorkflowExecutionInfo[] }
  /** this Temporal server has no search */
  | { readonly kind: 'cannot-search' };

/**
 * Workflows of releases by Temporal's visibility, the newest first; it may be a second behind. Throws
 * TemporalUnreachable, or Complaint where `filter`, in Temporal's list filter, is not understood.
 */
export async function listExecutions(temporal: Temporal, filter?: string): Promise<Executions> {
  const query = filter === undefined ? TYPES : `${TYPES} AND ${filter}`;
  const executions: WorkflowExecutionInfo[] = [];
  try {
    await ask(
      temporal,
      async () => {
        for await (const execution of temporal.client.workflow.list({ query })) {
          executions.push(execution);
          if (executions.length === MOST_EXECUTIONS) break;
        }
      },
      LIST_TIMEOUT_MS,
    );
  } catch (error) {
    if (error instanceof TemporalUnreachable) throw error;
    const cause = grpcCauseOf(error);
    if (cause?.code === UNIMPLEMENTED) return { kind: 'cannot-search' };
    const message = `Temporal does not answer "${query}": ${cause?.message ?? String(error)}`;
    throw new Complaint(message, EXIT.other, [], error);
  }
  return { kind: 'listed', executions: executions.sort((one, other) => +other.startTime - +one.startTime) };
}

const UNIMPLEMENTED = 12;

/** What to do where nothing can be listed. */
export const CANNOT_SEARCH =
  'this Temporal server cannot search, so that releases cannot be listed. A release is found by its service, ' +
  'npx pacer status SERVICE, and by its workflow id, npx pacer show WORKFLOW_ID';
