import type { App } from './app.ts';
import { isServiceable, type HealthWish } from './health-verdict.ts';
import type { Cause } from './outcome.ts';

/** Since when (ms of the wait) an app that was healthy is not, and what to give up for once that lasts too long. */
export interface Steadiness {
  readonly shakySince?: number;
  readonly cause?: Cause;
}

/**
 * Watches an app that has been healthy and serves users. A single failed check passes; `cause` is set once fewer than
 * the wished tasks have been serviceable for `toleranceMs` in a row, or at once when the app is gone.
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
  const healthy = app.tasks.filter((task) => isServiceable(task, app)).length;
  if (healthy >= wish.instances) return {};
  const shakySince = known.shakySince ?? nowMs;
  if (nowMs - shakySince < toleranceMs) return { shakySince };
  return { shakySince, cause: causeOf(app, healthy, wish) };
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
