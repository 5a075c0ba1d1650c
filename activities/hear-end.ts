import { setMaxListeners } from 'node:events';
import { activityInfo, cancellationSignal } from '@temporalio/activity';

/** An activity, as its workflow's history has it. */
export interface ScheduledActivity {
  readonly workflowId: string;
  readonly runId: string;
  readonly activityId: string;
}

/**
 * Resolves with `unwanted` as soon as Temporal has it that the activity is to be cancelled, or its workflow has ended; with
 * `unknown` where nobody can tell, or when `over` is aborted, soon after that. Never rejects. Changes nothing.
 */
export type HearEnd = (activity: ScheduledActivity, over: AbortSignal) => Promise<'unwanted' | 'unknown'>;

export interface Listening {
  /** Aborted once nobody wants this activity any more, and when it is cancelled. */
  readonly signal: AbortSignal;
  readonly isUnwanted: () => boolean;
  readonly stop: () => void;
}

/**
 * Hears that this activity is to end without waiting for the answer to a heartbeat, which comes up to a second later. It
 * has to return then: to Temporal's worker it is not cancelled yet.
 */
export function listenForEnd(hear: HearEnd | undefined): Listening {
  const { activityId, workflowExecution: run } = activityInfo();
  const unwanted = new AbortController();
  const over = new AbortController();
  if (hear !== undefined && run !== undefined)
    void hear({ ...run, activityId }, over.signal).then((heard) => {
      if (heard === 'unwanted') unwanted.abort();
    });
  const signal = AbortSignal.any([unwanted.signal, cancellationSignal()]);
  // Each request of a look listens on it.
  setMaxListeners(0, signal);
  return {
    signal,
    isUnwanted: () => unwanted.signal.aborted,
    stop: () => {
      over.abort();
    },
  };
}
