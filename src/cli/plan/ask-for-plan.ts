import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Preview } from '../../domain/preview/preview.ts';
import type { CheckedSpec } from '../../domain/spec.ts';
import { TASK_QUEUE } from '../../../workflows/messages.ts';
import { TemporalUnreachable } from '../../worker/temporal.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, type Temporal } from '../temporal/connect.ts';
import { NO_WORKER } from '../temporal/look.ts';

/** A look at the live systems takes 25 s at most. */
const LONGEST_PLAN_MS = 30_000;
/** A worker that is there takes a workflow on within some milliseconds. */
const LONGEST_BEGIN_MS = 5_000;

/**
 * Has a worker look at the live systems, since it has the credentials. Throws Complaint when it refuses the spec, when none
 * takes the question on within some seconds, or when it does not answer. Leaves nothing running.
 */
export async function askForPlan(temporal: Temporal, spec: CheckedSpec): Promise<Preview> {
  const { service, target } = spec;
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const handle = await ask(temporal, () =>
    temporal.client.workflow.start('plan', {
      workflowId: `pacer/plan/${target}/${service}/${time}-${randomBytes(2).toString('hex')}`,
      taskQueue: TASK_QUEUE,
      args: [spec],
      workflowExecutionTimeout: LONGEST_PLAN_MS,
      staticSummary: `plan of ${service} on ${target}`,
    }),
  );
  const answered = new AbortController();
  try {
    const result = ask(temporal, () => handle.result() as Promise<Preview>, LONGEST_PLAN_MS + 1_000);
    return await Promise.race([result, complainWithoutWorker(temporal, handle, answered.signal)]);
  } catch (error) {
    throw asComplaint(error);
  } finally {
    answered.abort();
  }
}

/** Until somebody has taken it on its history has no more than its start. */
async function complainWithoutWorker(
  temporal: Temporal,
  handle: WorkflowHandle,
  signal: AbortSignal,
): Promise<never> {
  await sleep(LONGEST_BEGIN_MS, undefined, { signal });
  const { historyLength } = await ask(temporal, () => handle.describe());
  if (historyLength > 2) return new Promise(() => undefined);
  await ask(temporal, () => handle.terminate('no worker has taken it on')).catch(() => undefined);
  throw new Complaint(`no plan can be made: ${NO_WORKER}`, EXIT.unreachable, [
    'a plan is made by a worker, which has the addresses and the credentials of the target',
  ]);
}

function asComplaint(error: unknown): unknown {
  if (error instanceof TemporalUnreachable)
    return new Complaint(`no plan has come: ${error.message}`, EXIT.unreachable, [], error);
  if (!(error instanceof WorkflowFailedError)) return error;
  const reason = reasonOf(error);
  if (reason?.type === 'InvalidInput')
    return new Complaint(reason.message, EXIT.refused, ['correct the file, then plan again'], error);
  if (reason?.type === 'UnknownWorkflowType')
    return new Complaint(
      'the worker is of a version that makes no plans',
      EXIT.other,
      ['restart it with this version: npx pacer worker'],
      error,
    );
  const message = reason?.message ?? error.cause?.message ?? error.message;
  return new Complaint(`no plan was made: ${message}`, EXIT.other, ['see what the worker logged'], error);
}

function reasonOf(error: Error): ApplicationFailure | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (at instanceof ApplicationFailure) return at;
  return undefined;
}
