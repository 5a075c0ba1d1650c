import {
  ApplicationFailure,
  defaultFailureConverter,
  defaultPayloadConverter,
  toPayloads,
  type Payload,
} from '@temporalio/common';
import { msToTs, optionalTsToMs, type Timestamp } from '@temporalio/common/lib/time.js';

/** As far as workflows of Pacer get them. Of each, one field is set. */
export interface Job {
  readonly initializeWorkflow?: object;
  readonly cancelWorkflow?: object;
  readonly fireTimer?: { readonly seq: number };
  readonly resolveActivity?: { readonly seq: number; readonly result: object };
  readonly signalWorkflow?: { readonly signalName: string; readonly input: readonly Payload[] };
  readonly doUpdate?: DoUpdate;
  readonly queryWorkflow?: object;
  /** The SDK wants it of a query only. */
  readonly variant?: 'queryWorkflow';
  readonly notifyHasPatch?: { readonly patchId: string };
  readonly resolveSignalExternalWorkflow?: { readonly seq: number; readonly failure?: object };
  readonly resolveChildWorkflowExecutionStart?: object;
  readonly resolveChildWorkflowExecution?: object;
}

export interface DoUpdate {
  readonly id: string;
  readonly protocolInstanceId: string;
  readonly name: string;
  readonly input: readonly Payload[];
  readonly runValidator: boolean;
  readonly meta: object;
}

/** As far as workflows of Pacer send them. */
export interface Command {
  readonly startTimer?: { readonly seq: number; readonly startToFireTimeout: Timestamp };
  readonly cancelTimer?: { readonly seq: number };
  readonly scheduleActivity?: ScheduleActivity;
  readonly requestCancelActivity?: { readonly seq: number };
  readonly signalExternalWorkflowExecution?: SignalExternal;
  readonly cancelSignalWorkflow?: object;
  readonly startChildWorkflowExecution?: StartChild;
  readonly completeWorkflowExecution?: { readonly result?: Payload };
  readonly failWorkflowExecution?: { readonly failure: object };
  readonly cancelWorkflowExecution?: object;
  readonly continueAsNewWorkflowExecution?: { readonly arguments: readonly Payload[] };
  readonly setPatchMarker?: { readonly patchId: string };
  readonly upsertWorkflowSearchAttributes?: object;
  readonly modifyWorkflowProperties?: object;
  readonly updateResponse?: UpdateResponse;
  readonly respondToQuery?: QueryResult;
}

export interface ScheduleActivity {
  readonly seq: number;
  readonly activityId: string;
  readonly activityType: string;
  readonly arguments: readonly Payload[];
  readonly heartbeatTimeout?: Timestamp;
  readonly startToCloseTimeout?: Timestamp;
  readonly scheduleToCloseTimeout?: Timestamp;
  readonly cancellationType?: number;
  readonly retryPolicy?: {
    readonly initialInterval?: Timestamp;
    readonly backoffCoefficient?: number;
    readonly maximumInterval?: Timestamp;
    readonly maximumAttempts?: number;
  };
}

export interface SignalExternal {
  readonly seq: number;
  readonly signalName: string;
  readonly args: readonly Payload[];
  readonly workflowExecution?: { readonly workflowId: string; readonly runId?: string };
  readonly childWorkflowId?: string;
}

export interface StartChild {
  readonly seq: number;
  readonly workflowId: string;
  readonly workflowType: string;
  readonly input: readonly Payload[];
  readonly workflowExecutionTimeout?: Timestamp;
  readonly parentClosePolicy?: number;
}

export interface UpdateResponse {
  readonly protocolInstanceId: string;
  readonly accepted?: object;
  readonly rejected?: { readonly message?: string };
  readonly completed?: Payload;
}

export interface QueryResult {
  readonly succeeded?: { readonly response?: Payload };
  readonly failed?: { readonly message?: string };
}

export const PARENT_CLOSES = { terminate: 1, abandon: 2 } as const;
/** ABANDON of ActivityCancellationType; the others are told apart by nobody here. */
export const RETRY_STATES = { nonRetryable: 2, timeout: 3, cancelRequested: 7 } as const;
export const TIMEOUTS = { startToClose: 1, scheduleToClose: 3, heartbeat: 4 } as const;

export const payloadsOf = (...values: unknown[]): Payload[] =>
  toPayloads(defaultPayloadConverter, ...values) ?? [];

export const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);

export const valueOf = (payload: Payload | null | undefined): unknown =>
  payload == null ? undefined : defaultPayloadConverter.fromPayload(payload);

export const valuesOf = (payloads: readonly Payload[] = []): unknown[] => payloads.map((it) => valueOf(it));

export const failureOf = (error: unknown): object =>
  defaultFailureConverter.errorToFailure(error, defaultPayloadConverter);

export const errorOf = (failure: object): Error =>
  defaultFailureConverter.failureToError(failure, defaultPayloadConverter);

export const timestamp = (ms: number): Timestamp => msToTs(ms);

/** Absent and 0 mean no limit. */
export function limitMs(limit: Timestamp | undefined): number {
  const ms = optionalTsToMs(limit) ?? 0;
  return ms === 0 ? Infinity : ms;
}

export function isFinal(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.nonRetryable === true;
}
