import { setMaxListeners } from 'node:events';
import { setTimeout as sleepUnless } from 'node:timers/promises';
import {
  activityInfo,
  cancellationDetails,
  cancellationSignal,
  CancelledFailure,
  heartbeat,
  log,
  sleep,
} from '@temporalio/activity';
import type { Sighting } from '../src/domain/status.ts';
import { acknowledged, type KeepDetails } from './acknowledge.ts';
import { asFailure, isWorthRetrying } from './failures.ts';

/** One look of a wait. */
export type Look<State, Result> =
  | { readonly kind: 'over'; readonly result: Result }
  | {
      readonly kind: 'again';
      readonly state: State;
      readonly sighting: Sighting;
      /** It must survive the worker: it is on Temporal's server before the next look, or this long was tried. */
      readonly keepWithinMs?: number;
      /** Sooner or later than the wait's `everyMs`. */
      readonly againInMs?: number;
    };

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
  /** 0: looks follow each other, each waits by itself, for a second at most. */
  readonly everyMs: number;
  /** After a look that failed, for the first of them in a row. Default: as `everyMs`. */
  readonly retryEveryMs?: number;
  readonly initial: State;
  /** Reads, acts if needed, and judges. Must be safe to repeat at any point. `seen`: what the last look showed. */
  readonly look: (state: State, watchedMs: number, seen: Sighting) => Promise<Look<State, Result>>;
  /** What of the state still holds after a time in which nothing was seen. Default: all of it. */
  readonly afterGap?: (state: State) => State;
  /** What the wait comes to when its time is over. `problem` is the last reason for which a look failed. */
  readonly onTimeout: (
    state: State,
    problem: string | undefined,
    seen: Sighting,
    watchedMs: number,
  ) => Result | Promise<Result>;
  /** What it comes to when the workflow cancels it. Default: CancelledFailure, as when the worker ends. */
  readonly onCancel?: (state: State, seen: Sighting, watchedMs: number) => Promise<Result>;
  /** For looks that ask for `keepWithinMs`. */
  readonly keep?: KeepDetails;
  /** Once aborted the next look comes at once, and has to be the last. To be aborted by a cancel, too. */
  readonly wake?: AbortSignal;
}

/** What survives the worker: Temporal keeps it as heartbeat details and gives it to the next attempt. */
interface Kept<State> {
  readonly watchedMs: number;
  readonly state: State;
  readonly sighting: Sighting;
}

const BEAT_MS = 1_000;
/** Between looks that fail, where looks would follow each other. */
const SHORTEST_RETRY_MS = 100;
/** What is away for longer is not back any moment, and others are asked by the same look. */
const SOON_RETRIES = 20;
/** A gap between looks longer than this is time in which nobody watched. */
const LONGEST_STEP_MS = 15_000;

/**
 * Looks again and again until a look says that it is over or the time is. Heartbeats all the while. Failures of a look
 * that may pass (a server restarts, a reply is lost) are shown to the operator and waited out within the same bound.
 * Throws CancelledFailure when the activity is cancelled, and at once what cannot get better.
 */
export async function watch<State, Result>(wait: Wait<State, Result>): Promise<Result> {
  let kept = found(wait);
  const beat = setInterval(() => {
    heartbeat(kept);
  }, BEAT_MS);
  // Each request of a look listens on the same signal.
  setMaxListeners(0, cancellationSignal());
  const lapMs = startLaps();
  const failing = new FailingLooks();
  try {
    for (;;) {
      kept = { ...kept, watchedMs: kept.watchedMs + lapMs() };
      if (cancellationSignal().aborted) return await cancelled(wait, kept);
      const turn = await takeLook(wait, kept);
      if (turn.kind === 'over') return turn.result;
      const failures = failing.count(turn.problem);
      kept = { ...turn.kept, watchedMs: kept.watchedMs + lapMs() };
      if (cancellationSignal().aborted) continue;
      heartbeat(kept);
      if (turn.keepWithinMs !== undefined) await putOnServer(wait.keep, kept, turn.keepWithinMs);
      if (kept.watchedMs >= wait.timeoutMs)
        return await wait.onTimeout(kept.state, turn.problem, kept.sighting, kept.watchedMs);
      const leftMs = Math.max(1, wait.timeoutMs - kept.watchedMs);
      await pause(Math.min(pauseMs(wait, turn, failures), leftMs), wait.wake);
    }
  } finally {
    clearInterval(beat);
  }
}

/** What the attempt before has left, or the beginning. */
function found<State, Result>(wait: Wait<State, Result>): Kept<State> {
  const { attempt, ...info } = activityInfo();
  const kept = (info.heartbeatDetails as Kept<State> | undefined) ?? {
    watchedMs: 0,
    state: wait.initial,
    sighting: { at: new Date().toISOString(), apps: [] },
  };
  return attempt > 1 && wait.afterGap !== undefined ? { ...kept, state: wait.afterGap(kept.state) } : kept;
}

type Turn<State, Result> =
  | { readonly kind: 'over'; readonly result: Result }
  | {
      readonly kind: 'again';
      readonly kept: Kept<State>;
      readonly problem?: string;
      readonly keepWithinMs?: number | undefined;
      readonly againInMs?: number | undefined;
    };

async function takeLook<State, Result>(
  wait: Wait<State, Result>,
  kept: Kept<State>,
): Promise<Turn<State, Result>> {
  try {
    const look = await wait.look(kept.state, kept.watchedMs, kept.sighting);
    if (look.kind === 'over') return look;
    const { state, sighting, keepWithinMs, againInMs } = look;
    return { kind: 'again', kept: { ...kept, state, sighting }, keepWithinMs, againInMs };
  } catch (error) {
    if (cancellationSignal().aborted) return { kind: 'again', kept };
    if (!isWorthRetrying(error)) throw asFailure(error);
    const problem = error instanceof Error ? error.message : String(error);
    const state = wait.afterGap === undefined ? kept.state : wait.afterGap(kept.state);
    const sighting = { ...kept.sighting, at: new Date().toISOString(), waitingFor: problem };
    return { kind: 'again', kept: { ...kept, state, sighting }, problem };
  }
}

/** Looks that fail one after the other. Each problem is logged once: a system may be away for a night. */
class FailingLooks {
  #inARow = 0;
  #told: string | undefined;

  count(problem: string | undefined): number {
    this.#inARow = problem === undefined ? 0 : this.#inARow + 1;
    if (problem !== undefined && problem !== this.#told)
      log.warn('a look failed, looking again', { problem });
    this.#told = problem;
    return this.#inARow;
  }
}

function pauseMs<State, Result>(
  { everyMs, retryEveryMs = everyMs }: Wait<State, Result>,
  turn: Extract<Turn<State, Result>, { readonly kind: 'again' }>,
  failures: number,
): number {
  if (failures > SOON_RETRIES) return Math.max(retryEveryMs, everyMs / 2, SHORTEST_RETRY_MS);
  if (failures > 0) return Math.max(retryEveryMs, SHORTEST_RETRY_MS);
  return turn.againInMs ?? everyMs;
}

/** Milliseconds since it was last asked, of those in which somebody watched. */
function startLaps(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const lapMs = Math.min(now - last, LONGEST_STEP_MS);
    last = now;
    return lapMs;
  };
}

async function cancelled<State, Result>(wait: Wait<State, Result>, kept: Kept<State>): Promise<Result> {
  if (wait.onCancel === undefined || cancellationDetails()?.cancelRequested !== true)
    throw new CancelledFailure('the wait was cancelled');
  return wait.onCancel(kept.state, kept.sighting, kept.watchedMs);
}

async function putOnServer(keep: KeepDetails | undefined, details: unknown, withinMs: number): Promise<void> {
  if (keep === undefined) return;
  if ((await acknowledged(keep, details, withinMs)) === 'attempt-over')
    throw new CancelledFailure('another attempt of this activity has taken over');
}

async function pause(ms: number, wake: AbortSignal | undefined): Promise<void> {
  if (wake !== undefined) return sleepUnless(ms, undefined, { signal: wake }).catch(() => undefined);
  try {
    await sleep(ms);
  } catch (error) {
    if (!(error instanceof CancelledFailure)) throw error;
  }
}
