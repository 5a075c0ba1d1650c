import { TemporalUnreachable } from '../../worker/temporal.ts';
import { ask, type Temporal } from './connect.ts';

export interface Listed {
  readonly workflowId: string;
  readonly runId: string;
}

/** So many workflows are looked through, the newest first. */
const MOST = 2_000;

/**
 * Workflows by a query in Temporal's list filter. The list may be a second behind. Empty where this Temporal server
 * cannot search, so that it may only ever spare a person an option. Throws TemporalUnreachable.
 */
export async function listWorkflows(temporal: Temporal, query: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  try {
    await ask(temporal, async () => {
      for await (const { workflowId, runId } of temporal.client.workflow.list({ query })) {
        found.push({ workflowId, runId });
        if (found.length === MOST) break;
      }
    });
  } catch (error) {
    if (error instanceof TemporalUnreachable) throw error;
  }
  return found;
}
