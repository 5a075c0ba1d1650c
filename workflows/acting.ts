import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** An attempt may take this much longer than the wait inside it, for its last look and its answer. */
const MARGIN_MS = 120_000;
/** By then a worker has noticed that nobody wants an activity any more, also of a workflow that was terminated. */
export const HEARTBEAT_TIMEOUT_MS = 5_000;

/**
 * The activities, each call with its own sentence for Temporal's UI and its own bound. A worker that died is noticed
 * after the heartbeat time-out; the wait's own clock stands still until another one goes on.
 */
export function acting(summary: string, timeoutMs = 120_000): Activities {
  return proxyActivities<Activities>({
    summary,
    startToCloseTimeout: timeoutMs + MARGIN_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
  });
}
