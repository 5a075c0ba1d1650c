import type { App } from './app.ts';
import {
  changedByAnother,
  CRASH_LOOP_FAILURES,
  isOfAnother,
  isServiceable,
  type HealthWish,
} from './health-verdict.ts';
import type { Cause } from './outcome.ts';

/** Since when (ms of the wait) an app that was healthy is not, and what to give up for once that lasts too long. */
export interface Steadiness {
  readonly shakySince?: number;
  readonly cause?: Cause;
  /** When tasks were seen to have failed, within the last five minutes. */
  readonly failedAt?: readonly number[];
  /** The failure that Marathon told of last, so that each counts once; empty: none so far. */
  readonly lastFailure?: string;
}

const CRASH_LOOP_WINDOW_MS = 300_000;

/** What still holds after a time in which nobody looked. */
export function afterGap({ failedAt, lastFailure }: Steadiness): Steadiness {
  return {
    ...(failedAt === undefined ? {} : { failedAt }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
  };
}

/**
 * Watches an app that has been healthy and serves users. A single failed check passes; `cause` is set once fewer than
 * the wished tasks have been serviceable for `toleranceMs` in a row, or at once when the app is gone, or when as many
 * tasks as it has, and at least three, have failed within five minutes.
 */
export function judgeSteadiness(
  known: Steadiness,
  app: App | undefined,
  wish: HealthWish,
  nowMs: number,
  toleranceMs: number,
): Steadiness {
  if (app === undefined)
    return {
      cause: { kind: 'foreign-change', message: 'the app that takes over was deleted by somebody else' },
    };
  if (isOfAnother(app, wish)) return { cause: changedByAnother(app) };
  const failures = failuresOf(known, app, nowMs);
  if (failures.failedAt.length >= Math.max(CRASH_LOOP_FAILURES, wish.instances))
    return { ...failures, cause: crashLoop(app, failures.failedAt.length) };
  const healthy = app.tasks.filter((task) => isServiceable(task, app)).length;
  if (healthy >= wish.instances) return failures;
  const shakySince = known.shakySince ?? nowMs;
  if (nowMs - shakySince < toleranceMs) return { ...failures, shakySince };
  return { ...failures, shakySince, cause: causeOf(app, healthy, wish) };
}

/** What had failed before the first look does not count. */
function failuresOf(known: Steadiness, app: App, nowMs: number) {
  const { lastTaskFailure: latest } = app;
  const lastFailure = latest === undefined ? '' : `${latest.taskId} ${latest.timestamp}`;
  const failedAt = (known.failedAt ?? []).filter((at) => nowMs - at < CRASH_LOOP_WINDOW_MS);
  const isNew = known.lastFailure !== undefined && lastFailure !== '' && lastFailure !== known.lastFailure;
  return { lastFailure, failedAt: isNew ? [...failedAt, nowMs] : failedAt };
}

function crashLoop(app: App, count: number): Cause {
  const failure = app.lastTaskFailure;
  const message = `${count} tasks of ${app.id} ended by failure within five minutes`;
  if (failure === undefined) return { kind: 'crash-loop', message };
  return {
    kind: 'crash-loop',
    message: `${message}, last ${failure.taskId} on ${failure.host} (${failure.state})`,
    taskId: failure.taskId,
    host: failure.host,
    lastFailure: failure.message,
  };
}

function causeOf(app: App, healthy: number, wish: HealthWish): Cause {
  const message = `${healthy} of ${wish.instances} tasks of ${app.id} are healthy`;
  const lost = app.tasks.find((task) => task.state === 'TASK_UNREACHABLE');
  if (lost !== undefined)
    return {
      kind: 'unreachable-task',
      message: `${message}: ${lost.id} is out of reach`,
      taskId: lost.id,
      host: lost.host,
    };
  const sick = app.tasks.find((task) => task.health.kind === 'unhealthy');
  if (sick !== undefined) {
    const lastFailure =
      sick.health.kind === 'unhealthy' && sick.health.cause !== undefined
        ? { lastFailure: sick.health.cause }
        : {};
    return {
      kind: 'unhealthy',
      message: `${message}: ${sick.id} on ${sick.host} is unhealthy`,
      taskId: sick.id,
      host: sick.host,
      ...lastFailure,
    };
  }
  const failure = app.lastTaskFailure;
  if (failure === undefined) return { kind: 'not-enough-tasks', message };
  return {
    kind: 'unhealthy',
    message: `${message}: ${failure.taskId} on ${failure.host} ended (${failure.state})`,
    taskId: failure.taskId,
    host: failure.host,
    lastFailure: failure.message,
  };
}
