import { randomUUID } from 'node:crypto';
import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import {
  commandSignals,
  commandUpdates,
  type CommandAnswer,
  type Remark,
} from '../../../workflows/messages.ts';
import type { Command } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, grpcCauseOf, type Temporal } from './connect.ts';
import type { ReleaseRef } from './find-release.ts';
import { lookAt } from './look.ts';
import { refusal } from './refusal.ts';

export type Told =
  /** the release has answered */
  | ({ readonly through: 'update' } & CommandAnswer)
  /** Temporal keeps it until a worker carries the release */
  | { readonly through: 'signal' };

/** A worker that has just answered a query answers this as soon. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Says a command to a release that a worker carries, and returns its answer. Throws Complaint when the release refuses
 * it, has ended meanwhile, or does not answer: then it is not said again, since it may have been heard.
 */
export async function sayAndHear(
  temporal: Temporal,
  ref: ReleaseRef,
  command: Command,
  remark: Remark,
): Promise<Told> {
  const handle = temporal.client.workflow.getHandle(ref.workflowId, ref.runId);
  try {
    return { through: 'update', ...(await update(temporal, handle, command, remark)) };
  } catch (error) {
    if (isWithoutUpdates(error)) return leaveWord(temporal, ref, command, remark);
    if (error instanceof WorkflowUpdateFailedError) throw await refused(temporal, ref, error);
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw noAnswer(ref, command);
    if (error instanceof WorkflowNotFoundError) throw hasEnded(ref, command);
    throw error;
  }
}

/** Leaves a command with Temporal, which hands it to the release once a worker carries it. */
export async function leaveWord(
  temporal: Temporal,
  ref: ReleaseRef,
  command: Command,
  remark: Remark,
): Promise<Told> {
  const handle = temporal.client.workflow.getHandle(ref.workflowId, ref.runId);
  try {
    await ask(temporal, () => handle.signal(commandSignals[command], remark));
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? hasEnded(ref, command) : error;
  }
  return { through: 'signal' };
}

function update(
  { client }: Temporal,
  handle: WorkflowHandle,
  command: Command,
  remark: Remark,
): Promise<CommandAnswer> {
  // One id for all attempts of the client's: Temporal takes them for one update.
  const options = { args: [remark], updateId: randomUUID() } satisfies { args: [Remark]; updateId: string };
  return client.connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
    handle.executeUpdate<CommandAnswer, [Remark]>(commandUpdates[command].name, options),
  );
}

/** UNIMPLEMENTED by an old Temporal server, or PERMISSION_DENIED where its namespace has updates switched off. */
function isWithoutUpdates(error: unknown): boolean {
  const { code, message = '' } = grpcCauseOf(error) ?? {};
  return code === 12 || (code === 7 && /disabled/i.test(message));
}

async function refused(
  temporal: Temporal,
  ref: ReleaseRef,
  { cause, message }: WorkflowUpdateFailedError,
): Promise<Complaint> {
  const { status } = await lookAt(temporal, ref);
  const why = cause instanceof ApplicationFailure ? cause.message : (cause?.message ?? message);
  // What can be said instead follows as commands to type.
  return refusal(ref, why.replace(/\. Now: .*$/s, ''), status);
}

function noAnswer({ service, target }: ReleaseRef, command: Command): Complaint {
  return new Complaint(
    `the worker has stopped answering: nobody knows whether "${command}" was heard`,
    EXIT.unreachable,
    [`see whether it was, and say it again if not: ${commandLine('status', service, target)}`],
  );
}

/** Only an undo does anything for one that has ended. */
export function hasEnded({ service, target }: ReleaseRef, command: Command): Complaint {
  return new Complaint(`the release of "${service}" on target "${target}" has just ended`, EXIT.other, [
    ...(command === 'undo'
      ? [`have the version before released again: ${commandLine('undo', service, target)}`]
      : []),
    `how it ended: ${commandLine('status', service, target)}`,
  ]);
}
