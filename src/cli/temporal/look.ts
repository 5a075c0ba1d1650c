import { QueryNotRegisteredError, QueryRejectedError } from '@temporalio/client';
import { status as statusQuery, TASK_QUEUE } from '../../../workflows/messages.ts';
import type { ReleaseStatus } from '../../domain/status.ts';
import { TemporalUnreachable } from '../../worker/temporal.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { withSightings, type LiveStatus } from '../live-status.ts';
import { ask, decrypted, grpcCauseOf, type Temporal } from './connect.ts';
import { readEnding, type Ending } from './ending.ts';
import type { ReleaseRef } from './find-release.ts';
import { sightingsOf } from './sightings.ts';

/** One look at a release from outside. */
export interface Look {
  /** Absent when no worker answered. */
  readonly status?: LiveStatus;
  /** Why there is no status. */
  readonly trouble?: string;
  /** Set once it has ended. */
  readonly ending?: Ending;
  readonly endedAt?: string;
}

/** A worker answers within some milliseconds; one that has just died is waited for. */
const QUERY_TIMEOUT_MS = 4_000;

export const NO_WORKER = `no worker is polling task queue "${TASK_QUEUE}": start one with npx pacer worker`;

/** Reads without adding anything to the release's history. Throws TemporalUnreachable, or Complaint for another workflow. */
export async function lookAt(temporal: Temporal, ref: ReleaseRef): Promise<Look> {
  const handle = temporal.client.workflow.getHandle(ref.workflowId, ref.runId);
  const description = await ask(temporal, () => handle.describe());
  await decrypted(temporal, description.raw.pendingActivities);
  const isRunning = description.status.name === 'RUNNING';
  const ending = isRunning ? {} : { ending: await readEnding(temporal, handle), ...closing(description) };
  const told = await queryStatus(temporal, ref);
  if (told === undefined) return { trouble: NO_WORKER, ...ending };
  const named = { ...told, service: ref.service, target: ref.target };
  return { status: withSightings(named, sightingsOf(description)), ...ending };
}

function closing({ closeTime }: { readonly closeTime?: Date }): Pick<Look, 'endedAt'> {
  return closeTime === undefined ? {} : { endedAt: closeTime.toISOString() };
}

/** Undefined when no worker answers. */
async function queryStatus(temporal: Temporal, ref: ReleaseRef): Promise<ReleaseStatus | undefined> {
  const { client } = temporal;
  try {
    const handle = client.workflow.getHandle(ref.workflowId, ref.runId);
    return await client.connection.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () =>
      handle.query(statusQuery),
    );
  } catch (error) {
    if (error instanceof QueryNotRegisteredError || error instanceof QueryRejectedError) {
      throw new Complaint(
        `workflow ${ref.workflowId} has no status: it is no release`,
        EXIT.other,
        [],
        error,
      );
    }
    const cause = grpcCauseOf(error);
    if (cause === undefined) throw error;
    if (cause.code === 14) throw new TemporalUnreachable(temporal.settings, cause);
    if (isAboutWorkers(cause)) return undefined;
    throw error;
  }
}

/** DEADLINE_EXCEEDED, or FAILED_PRECONDITION: no poller was seen for a while. */
export function isAboutWorkers({
  code,
  message,
}: {
  readonly code: number;
  readonly message: string;
}): boolean {
  return code === 4 || code === 1 || (code === 9 && /poller|worker/i.test(message));
}
