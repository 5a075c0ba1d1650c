import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { Remark } from '../../../workflows/messages.ts';
import { removeNow, serviceLineId, type Removal } from '../../../workflows/messages-line.ts';
import type { Run } from '../../domain/line.ts';
import { executionReader } from '../../worker/temporal-execution.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, type Temporal } from '../temporal/connect.ts';
import type { Queue } from './read-queue.ts';

type Waiting = Queue['waiting'][number];

/** The one that is meant: by its workflow id, or by the end of it after a "/". Throws Complaint when it does not wait. */
export function waitingOne({ service, target, running, waiting }: Queue, text: string): Waiting {
  const isMeant = (it: Run): boolean => it.workflowId === text || it.workflowId.endsWith(`/${text}`);
  const [found, another] = waiting.filter(isMeant);
  if (found !== undefined && another === undefined) return found;
  const seeAll = `see who waits: ${commandLine('queue', service, target)}`;
  if (found !== undefined)
    throw new Complaint(`"${text}" may be one of several that wait`, EXIT.refused, [seeAll]);
  if (running !== undefined && isMeant(running))
    throw new Complaint(`${running.workflowId} does not wait: it runs`, EXIT.refused, [
      `to have it go back: ${commandLine('abort', service, target)}`,
    ]);
  throw new Complaint(`"${text}" does not wait for "${service}" on target "${target}"`, EXIT.refused, [
    seeAll,
  ]);
}

const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Takes one out of the line, and returns once its release has ended by that. Throws Complaint when it has gone from the
 * line meanwhile, or no worker answers.
 */
export async function removeFromLine(
  temporal: Temporal,
  { service, target }: Queue,
  { workflowId, runId }: Waiting,
  { by, reason }: Remark,
): Promise<void> {
  const removal: Removal = {
    workflowId,
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
  };
  const { connection, workflow } = temporal.client;
  const line = workflow.getHandle(serviceLineId(target, service));
  try {
    // One id for all attempts of the client's: Temporal takes them for one update.
    await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      line.executeUpdate(removeNow, { args: [removal], updateId: randomUUID() }),
    );
  } catch (error) {
    const isGone = error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError;
    if (isGone) throw waitsNoLonger(service, target, workflowId);
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw noAnswer(service, target);
    throw error;
  }
  if (!(await hasEnded(temporal, { workflowId, runId }))) throw waitsNoLonger(service, target, workflowId);
}

/** A release that got its turn in the same moment does not hear that it was removed. */
async function hasEnded(temporal: Temporal, release: Run): Promise<boolean> {
  const read = executionReader(temporal.client.workflow);
  const untilMs = Date.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    const found = await ask(temporal, () => read(release.workflowId, release.runId));
    if (found?.running !== true) return true;
    if (Date.now() > untilMs) return false;
    await sleep(100);
  }
}

function waitsNoLonger(service: string, target: string, workflowId: string): Complaint {
  return new Complaint(`${workflowId} had its turn, or left the line, in this moment`, EXIT.other, [
    `see who runs and who waits: ${commandLine('queue', service, target)}`,
    `to have the one that runs go back: ${commandLine('abort', service, target)}`,
  ]);
}

function noAnswer(service: string, target: string): Complaint {
  return new Complaint(
    'no worker answers for the line: nobody knows whether it was heard',
    EXIT.unreachable,
    [`see whether it was, once a worker runs: ${commandLine('queue', service, target)}`],
  );
}
