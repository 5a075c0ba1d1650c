import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** An attempt may take this much longer than the wait inside it, for its last look and its answer. */
const MARGIN_MS = 120_000;

/**
 * The activities, each call with its own sentence for Temporal's UI and its own bound. A worker that died is noticed
 * after the heartbeat time-out; the wait's own clock stands still until another one goes on.
 */
export function acting(summary: string, timeoutMs = 120_000): Activities {
  return proxyActivities<Activities>({
    summary,
    startToCloseTimeout: timeoutMs + MARGIN_MS,
    heartbeatTimeout: '5s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
  });
}
