import { tsToMs } from '@temporalio/common/lib/time.js';
import type { Commanded } from './commanded.ts';
import { isRunning, type Execution } from './execution.ts';
import {
  errorOf,
  limitMs,
  PARENT_CLOSES,
  valueOf,
  valuesOf,
  type Command,
  type SignalExternal,
  type StartChild,
  type UpdateResponse,
} from './wire.ts';

/** Does what a workflow has asked for at the end of a task. Throws for what no workflow of Pacer has asked for so far. */
export function carryOut(server: Commanded, execution: Execution, command: Command): void {
  const { startTimer, cancelTimer, scheduleActivity, requestCancelActivity } = command;
  if (startTimer != null) {
    const { seq, startToFireTimeout } = startTimer;
    const alarm = server.clock.in(tsToMs(startToFireTimeout), () => {
      execution.timers.delete(seq);
      server.tell(execution, { fireTimer: { seq } });
    });
    execution.timers.set(seq, alarm);
  } else if (cancelTimer != null) {
    execution.timers.get(cancelTimer.seq)?.cancel();
    execution.timers.delete(cancelTimer.seq);
  } else if (scheduleActivity != null) server.schedule(execution, scheduleActivity);
  else if (requestCancelActivity != null)
    execution.activities.get(requestCancelActivity.seq)?.requestCancel();
  else carryOutRest(server, execution, command);
}

function carryOutRest(server: Commanded, execution: Execution, command: Command): void {
  const { signalExternalWorkflowExecution: signal, startChildWorkflowExecution: child } = command;
  const { completeWorkflowExecution: complete, failWorkflowExecution: fail } = command;
  if (signal != null) signalAnother(server, execution, signal);
  else if (child != null) startAnother(server, execution, child);
  else if (command.updateResponse != null) respond(execution, command.updateResponse);
  else if (complete != null) server.end(execution, { kind: 'completed', result: valueOf(complete.result) });
  else if (fail != null)
    server.end(execution, { kind: 'failed', failure: fail.failure, error: errorOf(fail.failure) });
  else if (command.cancelWorkflowExecution != null) server.end(execution, { kind: 'cancelled' });
  else if (command.continueAsNewWorkflowExecution != null) {
    server.end(execution, { kind: 'continued' });
    server.start(
      execution.type,
      execution.workflowId,
      valuesOf(command.continueAsNewWorkflowExecution.arguments),
    );
  } else if (!isOnlyNoted(command)) throw new Error(`no model of the command ${JSON.stringify(command)}`);
}

function isOnlyNoted(it: Command): boolean {
  return [it.setPatchMarker, it.upsertWorkflowSearchAttributes, it.modifyWorkflowProperties].some(
    (noted) => noted != null,
  );
}

function signalAnother(server: Commanded, execution: Execution, signal: SignalExternal): void {
  const { seq, signalName, args, workflowExecution, childWorkflowId } = signal;
  server.clock.in(server.latencyMs(), () => {
    const workflowId = childWorkflowId ?? workflowExecution?.workflowId ?? '';
    const isTold = server.signal(workflowId, signalName, valuesOf(args), workflowExecution?.runId);
    const failure = {
      message: 'Unable to signal external workflow because it was not found',
      applicationFailureInfo: {},
    };
    server.tell(execution, { resolveSignalExternalWorkflow: { seq, ...(isTold ? {} : { failure }) } });
  });
}

function startAnother(server: Commanded, execution: Execution, child: StartChild): void {
  const { seq, workflowId, workflowType, input, parentClosePolicy, workflowExecutionTimeout } = child;
  server.clock.in(server.latencyMs(), () => {
    if (!isRunning(execution)) return;
    const isToEnd = parentClosePolicy !== PARENT_CLOSES.abandon;
    const options = { parent: { execution, seq, isToEnd }, timeoutMs: limitMs(workflowExecutionTimeout) };
    const begun = server.start(workflowType, workflowId, valuesOf(input), options);
    const result =
      begun === undefined
        ? { failed: { workflowId, workflowType, cause: 1 } }
        : { succeeded: { runId: begun.runId } };
    server.tell(execution, { resolveChildWorkflowExecutionStart: { seq, ...result } });
  });
}

function respond(execution: Execution, response: UpdateResponse): void {
  const { protocolInstanceId: id, rejected, completed } = response;
  const answer = execution.updates.get(id);
  if (rejected != null) answer?.({ kind: 'refused', message: rejected.message ?? '' });
  else if (completed != null) answer?.({ kind: 'completed', result: valueOf(completed) });
  else return;
  execution.updates.delete(id);
}
