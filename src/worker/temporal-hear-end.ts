import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowService } from '@temporalio/client';
import type { HearEnd, ScheduledActivity } from '../../activities/hear-end.ts';

/** A call that waits for an event. Nothing breaks it off, so that it must not hold up the end of a worker. */
const CALL_MS = 20_000;
const RETRY_MS = 1_000;
/** Each has a call open at the server, which allows so many to a namespace. Of further ones their heartbeats tell. */
const MOST_AT_ONCE = 200;

/** Waits for the event that an activity is to be cancelled, in the history of its workflow. */
export function endListener(client: Client): HearEnd {
  let listening = 0;
  return async (activity, over) => {
    if (listening >= MOST_AT_ONCE) return 'unknown';
    listening += 1;
    try {
      return await untilHeard(client, activity, over);
    } finally {
      listening -= 1;
    }
  };
}

async function untilHeard(
  client: Client,
  activity: ScheduledActivity,
  over: AbortSignal,
): Promise<'unwanted' | 'unknown'> {
  let nextPageToken: Uint8Array | undefined;
  let scheduledAs: string | undefined;
  while (!over.aborted) {
    const page = await read(client, activity, nextPageToken);
    if (page === undefined) {
      await sleep(RETRY_MS, undefined, { signal: over }).catch(() => undefined);
      continue;
    }
    for (const event of page.history?.events ?? []) {
      if (event.activityTaskScheduledEventAttributes?.activityId === activity.activityId)
        scheduledAs = event.eventId?.toString();
      const cancelled = event.activityTaskCancelRequestedEventAttributes?.scheduledEventId?.toString();
      if (cancelled !== undefined && cancelled === scheduledAs) return 'unwanted';
    }
    // Of one that runs there is always more to come.
    if (page.nextPageToken.length === 0) return 'unwanted';
    ({ nextPageToken } = page);
  }
  return 'unknown';
}

type Page = Awaited<ReturnType<WorkflowService['getWorkflowExecutionHistory']>>;

/** The events after a page; waits for one where there is none yet. Undefined when nobody answers. */
async function read(
  { workflow, connection, options: { namespace } }: Client,
  { workflowId, runId }: ScheduledActivity,
  nextPageToken: Uint8Array | undefined,
): Promise<Page | undefined> {
  const execution = { workflowId, runId };
  const call = { namespace, execution, waitNewEvent: true, ...(nextPageToken && { nextPageToken }) };
  try {
    return await connection.withDeadline(Date.now() + CALL_MS, () =>
      workflow.workflowService.getWorkflowExecutionHistory(call),
    );
  } catch {
    return undefined;
  }
}
