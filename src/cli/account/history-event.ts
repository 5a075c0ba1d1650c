import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

type Payloads = NonNullable<NonNullable<HistoryEvent['workflowExecutionSignaledEventAttributes']>['input']>;

/** Moment of an event, ISO-8601 UTC. */
export function timeOf({ eventTime }: HistoryEvent): string {
  // A Long off the wire, a number out of a history's JSON.
  const seconds = Number(eventTime?.seconds?.toString() ?? 0);
  return new Date(seconds * 1_000 + (eventTime?.nanos ?? 0) / 1e6).toISOString();
}

/** The first argument; undefined where there is none, or where it is in a form that cannot be read here. */
export function firstArgument(payloads: Payloads | null | undefined): unknown {
  return valueOf(payloads?.payloads?.[0]);
}

export function valueOf(payload: NonNullable<Payloads['payloads']>[number] | null | undefined): unknown {
  if (payload == null) return undefined;
  try {
    return defaultPayloadConverter.fromPayload<unknown>(payload);
  } catch {
    return undefined;
  }
}
