import { setMaxListeners } from 'node:events';
import {
  activityInfo,
  cancellationSignal,
  CancelledFailure,
  heartbeat,
  log,
  sleep,
} from '@temporalio/activity';
import type { Sighting } from '../src/domain/status.ts';
import { asFailure, isWorthRetrying } from './failures.ts';

/** One look of a wait. */
export type Look<State, Result> =
  | { readonly kind: 'over'; readonly result: Result }
  | { readonly kind: 'again'; readonly state: State; readonly sighting: Sighting };

export function over<Result>(result: Result): { readonly kind: 'over'; readonly result: Result } {
  return { kind: 'over', result };
}

/** Look again; there is nothing to show but what is waited for. */
export function again<State>(state: State, waitingFor: string): Look<State, never> {
  return { kind: 'again', state, sighting: { at: new Date().toISOString(), waitingFor, apps: [] } };
}

export interface Wait<State, Result> {
  /** Time the wait may last, counted while a worker watches: the time in which none ran does not shorten it. */
  readonly timeoutMs: number;
  readonly everyMs: number;
  readonly initial: State;
  /** Reads, acts if needed, and judges. Must be safe to repeat at any point. */
  readonly look: (state: State, watchedMs: number) => Promise<Look<State, Result>>;
  /** What of the state still holds after a time in which nothing was seen. Default: all of it. */
  readonly afterGap?: (state: State) => State;
  /** What the wait comes to when its time is over. `problem` is the last reason for which a look failed. */
  readonly onTimeout: (state: State, problem: string | undefined) => Result;
}

/** What survives the worker: Temporal keeps it as heartbeat details and gives it to the next attempt. */
interface Kept<State> {
  readonly watchedMs: number;
  readonly state: State;
  readonly sighting: Sighting;
}

const BEAT_MS = 1_000;
/** A gap between looks longer than this is time in which nobody watched. */
const LONGEST_STEP_MS = 15_000;

/**
 * Looks again and again until a look says that it is over or the time is. Heartbeats all the while. Failures of a look
 * that may pass (a server restarts, a reply is lost) are shown to the operator and waited out within the same bound.
 * Throws CancelledFailure when the activity is cancelled, and at once what cannot get better.
 */
export async function watch<State, Result>(wait: Wait<State, Result>): Promise<Result> {
  let kept: Kept<State> = (activityInfo().heartbeatDetails as Kept<State> | undefined) ?? {
    watchedMs: 0,
    state: wait.initial,
    sighting: { at: new Date().toISOString(), apps: [] },
  };
  const beat = setInterval(() => {
    heartbeat(kept);
  }, BEAT_MS);
  // Each request of a look listens on the same signal.
  setMaxListeners(0, cancellationSignal());
  let last = Date.now();
  let problem: string | undefined;
  const afterGap = wait.afterGap ?? ((state: State) => state);
  if (activityInfo().attempt > 1) kept = { ...kept, state: afterGap(kept.state) };
  try {
    for (;;) {
      throwIfCancelled();
      try {
        const look = await wait.look(kept.state, kept.watchedMs);
        if (look.kind === 'over') return look.result;
        kept = { ...kept, state: look.state, sighting: look.sighting };
        problem = undefined;
      } catch (error) {
        throwIfCancelled();
        if (!isWorthRetrying(error)) throw asFailure(error);
        problem = error instanceof Error ? error.message : String(error);
        log.warn('a look failed, looking again', { problem });
        kept = {
          ...kept,
          state: afterGap(kept.state),
          sighting: { ...kept.sighting, at: new Date().toISOString(), waitingFor: problem },
        };
      }
      kept = { ...kept, watchedMs: kept.watchedMs + Math.min(Date.now() - last, LONGEST_STEP_MS) };
      last = Date.now();
      if (kept.watchedMs >= wait.timeoutMs) return wait.onTimeout(kept.state, problem);
      heartbeat(kept);
      await sleep(Math.min(wait.everyMs, Math.max(1, wait.timeoutMs - kept.watchedMs)));
    }
  } finally {
    clearInterval(beat);
  }
}

function throwIfCancelled(): void {
  if (cancellationSignal().aborted) throw new CancelledFailure('the wait was cancelled');
}
