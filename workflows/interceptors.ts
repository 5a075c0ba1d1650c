import { ApplicationFailure, patched, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { unreadableIn, whyUnreadable, type Unreadable } from '../src/domain/unreadable.ts';

/** Temporal's SDK keeps such names to itself and would fail the workflow's task, again and again. */
const RESERVED = '__temporal_';

/**
 * What every workflow does with what it cannot read: a start and an update are refused, a signal comes as a value that
 * says so. The same at a replay, though a key may have come or gone since: without it the workflow waits for it, and so
 * does one that a workflow has started.
 */
export function interceptors(): WorkflowInterceptors {
  let signals = 0;
  return {
    inbound: [
      {
        execute: async (input, next) => {
          const lost = unreadableIn(input.args);
          if (lost !== undefined) throw refused('input', lost, wasStartedHere());
          return next(input);
        },
        handleSignal: async (input, next) => {
          signals += 1;
          const args = asHeardFirst(input.args, `unreadable-signal-${signals}`);
          return next({ ...input, args });
        },
        validateUpdate: (input, next) => {
          const lost = unreadableIn(input.args);
          if (lost !== undefined) throw refused(input.name, lost);
          next(input);
        },
        handleUpdate: async (input, next) => {
          const lost = unreadableIn(input.args);
          if (lost !== undefined) throw refused(input.name, lost);
          return next(input);
        },
      },
    ],
    internals: [
      {
        activate: (input, next) => {
          for (const { signalWorkflow } of input.activation.jobs ?? []) {
            if (signalWorkflow?.signalName?.startsWith(RESERVED) === true)
              signalWorkflow.signalName = `(reserved) ${signalWorkflow.signalName}`;
          }
          next(input);
        },
      },
    ],
  };
}

/** What could not be read because it is encrypted is noted in the history: it stays so. */
function asHeardFirst(args: unknown[], id: string): unknown[] {
  const lost = unreadableIn(args);
  const { isReplaying } = workflowInfo().unsafe;
  if (!isReplaying) {
    if (lost?.sealed === true) patched(id);
    return args;
  }
  const wasLost = patched(id);
  if (lost?.sealed === true && !wasLost) throw waitsForKey(lost);
  return wasLost && lost === undefined ? args.map(() => SEALED_THEN) : args;
}

const SEALED_THEN: Unreadable = { 'pacer/unreadable': 'its key was not here when it came', sealed: true };

/** `isOurs`: it was written by a worker of Pacer's, which had the key. */
function refused(field: string, lost: Unreadable, isOurs = false): Error {
  const { isReplaying } = workflowInfo().unsafe;
  // At a replay: it was read when it came.
  if (lost.sealed === true && (isReplaying || isOurs)) return waitsForKey(lost);
  return ApplicationFailure.nonRetryable(`${field}: cannot be read: ${whyUnreadable(lost)}`, 'InvalidInput');
}

/** By a workflow, or as what follows on one of itself; but a client's cron schedule repeats what that client wrote. */
function wasStartedHere(): boolean {
  const { parent, continuedFromExecutionRunId, cronSchedule } = workflowInfo();
  return parent !== undefined || (continuedFromExecutionRunId !== undefined && cronSchedule === undefined);
}

/** Fails the workflow's task, which Temporal repeats until a worker has the key. */
function waitsForKey(lost: Unreadable): Error {
  return new Error(whyUnreadable(lost));
}
