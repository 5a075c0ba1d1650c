import { WorkflowNotFoundError } from '@temporalio/common';
import { keeperId, keeping, type Keeping } from '../../../workflows/messages-keeper.ts';
import type { KeptService } from '../../domain/keeper.ts';
import type { Sighting } from '../../domain/status.ts';
import { executionReader } from '../../worker/temporal-execution.ts';
import { TemporalUnreachable } from '../../worker/temporal.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, decrypted, grpcCauseOf, type Temporal } from '../temporal/connect.ts';
import { listWorkflows } from '../temporal/list.ts';
import { isAboutWorkers, NO_WORKER } from '../temporal/look.ts';
import { sightingsOf } from '../temporal/sightings.ts';

/** One service that is kept, and what its keeper saw last. */
export interface Kept extends Keeping {
  readonly sighting?: Sighting;
}

/**
 * What the keeper of a service does; undefined when the service is not kept. Throws TemporalUnreachable, or Complaint
 * when no worker answers.
 */
export async function readKept(
  temporal: Temporal,
  { target, service }: KeptService,
): Promise<Kept | undefined> {
  const read = executionReader(temporal.client.workflow);
  const found = await ask(temporal, () => read(keeperId(target, service)));
  return found?.running === true ? readKeeper(temporal, keeperId(target, service)) : undefined;
}

/** All that are kept, by name. The list may be a second behind. Throws as `readKept` does. */
export async function readAllKept(temporal: Temporal): Promise<readonly Kept[]> {
  const found = await listWorkflows(temporal, 'WorkflowType = "keeper" AND ExecutionStatus = "Running"');
  const ids = [...new Set(found.map(({ workflowId }) => workflowId))].sort();
  const kept: Kept[] = [];
  for (const id of ids) {
    const it = await readKeeper(temporal, id);
    if (it !== undefined) kept.push(it);
  }
  return kept;
}

const ANSWER_TIMEOUT_MS = 10_000;

async function readKeeper(temporal: Temporal, id: string): Promise<Kept | undefined> {
  const { connection, workflow } = temporal.client;
  const handle = workflow.getHandle(id);
  try {
    const [told, description] = await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      Promise.all([handle.query(keeping), handle.describe()]),
    );
    await decrypted(temporal, description.raw.pendingActivities);
    if (told.task.kind === 'hand-over') return undefined;
    const [sighting] = sightingsOf(description);
    return { ...told, ...(sighting !== undefined && { sighting }) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw unanswered(temporal, error);
  }
}

/** What it means that a keeper has not answered. */
export function unanswered(temporal: Temporal, error: unknown): unknown {
  const cause = grpcCauseOf(error);
  if (cause?.code === 14) return new TemporalUnreachable(temporal.settings, cause);
  if (cause === undefined || !isAboutWorkers(cause)) return error;
  return new Complaint(`the keeper does not answer: ${NO_WORKER}`, EXIT.unreachable, [], error);
}
