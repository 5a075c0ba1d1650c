import { ActivityCancellationDetails, CancelledFailure } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/common';
import type { Alarm, Clock } from '../clock.ts';
import type { UnderWay } from './under-way.ts';
import {
  failureOf,
  isFinal,
  limitMs,
  payloadOf,
  RETRY_STATES,
  TIMEOUTS,
  valuesOf,
  type ScheduleActivity,
} from './wire.ts';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

/** What an activity needs of the server around it. */
export interface Around {
  readonly clock: Clock;
  readonly latencyMs: () => number;
  /** Undefined while no worker runs: asked again later. */
  readonly begin: (task: ActivityTask) => UnderWay | undefined;
  /** Tells the workflow how it ended. */
  readonly resolve: (seq: number, result: object) => void;
}

/** How soon a worker sends another heartbeat, and so learns of a cancellation. */
const THROTTLE_MS = 500;
/** Of Temporal's core. */
const LOCAL_BUFFER_MS = 5_000;
const NO_WORKER_MS = 500;

/** One activity that a workflow has scheduled, over all its attempts. */
export class ActivityTask {
  readonly wish: ScheduleActivity;
  readonly args: readonly unknown[];
  readonly scheduledMs: number;
  attempt = 0;
  details: unknown;
  isOver = false;
  isCancelRequested = false;
  readonly #around: Around;
  #current: UnderWay | undefined;
  #alarms: Alarm[] = [];
  #beatAlarm: Alarm | undefined;
  #nextTry: Alarm | undefined;
  #lastSentMs = -Infinity;

  constructor(wish: ScheduleActivity, around: Around) {
    this.wish = wish;
    this.#around = around;
    this.args = valuesOf(wish.arguments);
    this.scheduledMs = around.clock.now();
    const whole = limitMs(wish.scheduleToCloseTimeout);
    if (whole !== Infinity)
      around.clock.in(whole, () => {
        this.#timeOut(TIMEOUTS.scheduleToClose, true);
      });
    this.#tryIn(around.latencyMs());
  }

  /** The workflow does not want it any more. */
  requestCancel(): void {
    if (this.isOver || this.isCancelRequested) return;
    this.isCancelRequested = true;
    if (this.#current === undefined) this.#end({ cancelled: { failure: this.#cancelled() } });
  }

  /** Its workflow has ended: the attempt hears so by its next heartbeat. */
  abandon(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#disarm();
  }

  /** Heartbeats from an attempt: those of one that is over are answered by "not found". */
  beat(attempt: UnderWay, details: unknown): void {
    const { clock } = this.#around;
    attempt.pending = { details };
    if (attempt.isSending) return;
    attempt.isSending = true;
    const waitMs = Math.max(this.#around.latencyMs(), this.#lastSentMs + THROTTLE_MS - clock.now());
    this.#lastSentMs = clock.now() + waitMs;
    clock.in(waitMs, () => {
      attempt.isSending = false;
      this.#arrive(attempt);
    });
  }

  /** As `KeepDetails`: at once, whatever the throttle. */
  keep(attempt: UnderWay, details: unknown): 'kept' | 'attempt-over' {
    if (this.isOver || this.#current !== attempt) return 'attempt-over';
    this.details = details;
    this.#armHeartbeat();
    return 'kept';
  }

  /** The attempt has come to its end, and its worker says so. */
  finish(attempt: UnderWay, ended: { readonly result: unknown } | { readonly error: unknown }): void {
    if (this.isOver || this.#current !== attempt) return;
    this.#disarm();
    this.#current = undefined;
    if ('result' in ended) {
      this.#end({ completed: { result: payloadOf(ended.result) } });
      return;
    }
    const { error } = ended;
    if (
      this.isCancelRequested &&
      (error instanceof CancelledFailure || (error as Error).name === 'AbortError')
    ) {
      this.#end({ cancelled: { failure: this.#cancelled() } });
      return;
    }
    if (isFinal(error)) this.#fail(failureOf(error), RETRY_STATES.nonRetryable);
    else if (this.isCancelRequested) this.#fail(failureOf(error), RETRY_STATES.cancelRequested);
    else this.#tryIn(this.#pauseMs(error));
  }

  #arrive(attempt: UnderWay): void {
    const { pending } = attempt;
    if (attempt.isDead || attempt.isMute || pending === undefined) return;
    attempt.pending = undefined;
    if (this.isOver || this.#current !== attempt) {
      attempt.cancel('NOT_FOUND', new ActivityCancellationDetails({ notFound: true }));
      return;
    }
    this.details = JSON.parse(JSON.stringify(pending.details ?? null)) as unknown;
    this.#armHeartbeat();
    if (this.isCancelRequested)
      attempt.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
  }

  #tryIn(ms: number): void {
    this.#nextTry = this.#around.clock.in(ms, () => {
      if (this.isOver) return;
      this.attempt += 1;
      const begun = this.#around.begin(this);
      if (begun === undefined) {
        this.attempt -= 1;
        this.#tryIn(NO_WORKER_MS);
        return;
      }
      this.#current = begun;
      this.#armHeartbeat();
      if (begun.isMute) this.#giveUpLocally(begun);
      const limit = limitMs(this.wish.startToCloseTimeout);
      if (limit === Infinity) return;
      const alarm = this.#around.clock.in(limit, () => {
        if (this.#current === begun) this.#timeOut(TIMEOUTS.startToClose);
      });
      this.#alarms.push(alarm);
    });
  }

  /** A worker that cannot reach Temporal ends an attempt by itself, some seconds after the server has given it up. */
  #giveUpLocally(attempt: UnderWay): void {
    const limit = limitMs(this.wish.heartbeatTimeout);
    if (limit === Infinity) return;
    this.#around.clock.in(limit + LOCAL_BUFFER_MS, () => {
      if (attempt.isMute) attempt.cancel('TIMED_OUT', new ActivityCancellationDetails({ timedOut: true }));
    });
  }

  #armHeartbeat(): void {
    this.#beatAlarm?.cancel();
    const limit = limitMs(this.wish.heartbeatTimeout);
    if (limit === Infinity) return;
    const current = this.#current;
    this.#beatAlarm = this.#around.clock.in(limit, () => {
      if (this.#current === current) this.#timeOut(TIMEOUTS.heartbeat);
    });
  }

  #timeOut(timeoutType: number, isLast = false): void {
    if (this.isOver) return;
    this.#disarm();
    this.#current = undefined;
    const failure = { message: 'timed out', timeoutFailureInfo: { timeoutType } };
    if (isLast) this.#fail(failure, RETRY_STATES.timeout);
    else if (this.isCancelRequested) this.#fail(failure, RETRY_STATES.cancelRequested);
    else this.#tryIn(this.#pauseMs(undefined));
  }

  #pauseMs(error: unknown): number {
    const wanted = error instanceof ApplicationFailure ? error.nextRetryDelay : undefined;
    if (typeof wanted === 'number') return wanted;
    const { retryPolicy } = this.wish;
    const first = optionalTsToMs(retryPolicy?.initialInterval) ?? 1_000;
    const longest = optionalTsToMs(retryPolicy?.maximumInterval) ?? 100 * first;
    return Math.min(longest, first * (retryPolicy?.backoffCoefficient ?? 2) ** (this.attempt - 1));
  }

  #fail(cause: object, retryState: number): void {
    this.#end({ failed: { failure: this.#wrapped('Activity task failed', cause, retryState) } });
  }

  #cancelled(): object {
    const cause = { message: 'CancelledFailure', canceledFailureInfo: {} };
    return this.#wrapped('Activity cancelled', cause, RETRY_STATES.cancelRequested);
  }

  #wrapped(message: string, cause: object, retryState: number): object {
    const { activityId, activityType } = this.wish;
    const activityFailureInfo = {
      activityId,
      activityType: { name: activityType },
      retryState,
      identity: '',
    };
    return { message, cause, activityFailureInfo };
  }

  #end(result: object): void {
    this.isOver = true;
    this.#disarm();
    this.#around.resolve(this.wish.seq, result);
  }

  #disarm(): void {
    for (const alarm of this.#alarms) alarm.cancel();
    this.#alarms = [];
    this.#beatAlarm?.cancel();
    this.#nextTry?.cancel();
  }
}
