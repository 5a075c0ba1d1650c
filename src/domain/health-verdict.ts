import type { App, QueuedApp, Task, TaskFailure } from './app.ts';
import type { Cause } from './outcome.ts';

/** What an app must show before it counts as healthy. */
export interface HealthWish {
  readonly instances: number;
  /** For a version that comes back: so many healthy tasks are enough. Default: exactly all instances, and nothing wrong. */
  readonly atLeast?: number;
  /** Of the definition that is to run; another one is somebody else's. Absent: any. */
  readonly configVersion?: string;
}

export type HealthVerdict =
  | { readonly kind: 'healthy' }
  /** Not yet, and nothing says that it never will be. `because` is a sentence for the operator. */
  | { readonly kind: 'waiting'; readonly because: string; readonly suspect?: Cause }
  /** Waiting longer makes no sense. */
  | { readonly kind: 'hopeless'; readonly cause: Cause };

/** After this many failed tasks within one wait an app counts as a crash loop. */
export const CRASH_LOOP_FAILURES = 3;

/** Judges one look at an app. `failures` are the task failures seen since the wait began. */
export function judgeHealth(
  app: App | undefined,
  wish: HealthWish,
  failures: readonly TaskFailure[] = [],
  queued?: QueuedApp,
): HealthVerdict {
  if (app === undefined)
    return {
      kind: 'hopeless',
      cause: { kind: 'foreign-change', message: 'the app was deleted by somebody else' },
    };
  const ready = countHealthy(app);
  if (wish.atLeast !== undefined) return judgeReturn(app, wish, wish.atLeast, ready, failures, queued);
  if (isOfAnother(app, wish)) return { kind: 'hopeless', cause: changedByAnother(app) };
  const crash = failures.at(-1);
  if (crash !== undefined && failures.length >= CRASH_LOOP_FAILURES)
    return { kind: 'hopeless', cause: crashLoop(app, failures.length, crash) };
  const lost = app.tasks.find((task) => task.state === 'TASK_UNREACHABLE');
  if (lost !== undefined) return { kind: 'hopeless', cause: outOfReach(lost) };
  if (app.instances < wish.instances) {
    return {
      kind: 'waiting',
      because: `${app.id} is set to ${app.instances} instances, not ${wish.instances}`,
    };
  }
  // Somebody may have scaled it up beyond that: then all of it has to be healthy.
  if (ready === app.instances && app.tasks.length === app.instances) {
    return app.deployments.length === 0
      ? { kind: 'healthy' }
      : {
          kind: 'waiting',
          because: `all healthy; Marathon is finishing deployment ${app.deployments.join(', ')}`,
        };
  }
  return waitingFor(app, wish, ready, crash, queued);
}

/** A version that comes back carries users as soon as enough of it is healthy, whatever else is wrong with it. */
function judgeReturn(
  app: App,
  wish: HealthWish,
  atLeast: number,
  ready: number,
  failures: readonly TaskFailure[],
  queued: QueuedApp | undefined,
): HealthVerdict {
  if (app.instances >= wish.instances && ready >= atLeast) return { kind: 'healthy' };
  return waitingFor(app, wish, ready, failures.at(-1), queued);
}

/** Its definition was changed, or it was restarted, since the release has seen it. */
export function isOfAnother({ configVersion }: App, wish: HealthWish): boolean {
  return (
    wish.configVersion !== undefined && configVersion !== undefined && configVersion !== wish.configVersion
  );
}

export function changedByAnother({ id }: App): Cause {
  return { kind: 'foreign-change', message: `${id} was changed or restarted by somebody else` };
}

export function countHealthy(app: App): number {
  return app.tasks.filter((task) => isServiceable(task, app)).length;
}

/**
 * Whether a task may be given users: it runs, and every health check of its app says alive. An app that has none counts
 * as soon as it runs; a green without health checks is refused before, unless its spec accepts that.
 */
export function isServiceable(task: Task, app: Pick<App, 'healthCheckCount'>): boolean {
  if (task.state !== 'TASK_RUNNING') return false;
  return app.healthCheckCount === 0 || task.health.kind === 'healthy';
}

function waitingFor(
  app: App,
  wish: HealthWish,
  ready: number,
  crash: TaskFailure | undefined,
  queued: QueuedApp | undefined,
): HealthVerdict {
  const sick = app.tasks.find((task) => task.state === 'TASK_RUNNING' && task.health.kind === 'unhealthy');
  const because = `${ready} of ${wish.instances} tasks of ${app.id} are healthy${queueNote(queued)}`;
  if (sick !== undefined)
    return { kind: 'waiting', because: `${because}; ${sick.id} is unhealthy`, suspect: unhealthy(sick) };
  if (crash !== undefined) {
    return {
      kind: 'waiting',
      because: `${because}; ${crash.taskId} failed: ${crash.message}`,
      suspect: crashLoop(app, 1, crash),
    };
  }
  return { kind: 'waiting', because };
}

function queueNote(queued: QueuedApp | undefined): string {
  if (queued === undefined || queued.count === 0) return '';
  if (queued.backoffMs > 0 && !queued.overdue)
    return `; Marathon backs off for ${Math.ceil(queued.backoffMs / 1000)} s after a failure`;
  return `; ${queued.count} wait for an offer`;
}

/** The cause of giving up when a wait for health ran into its deadline. */
export function causeOfTimeout(
  last: HealthVerdict | undefined,
  appId: string,
  timeoutMs: number,
  problem?: string,
): Cause {
  return { ...causeAfter(`after ${timeoutMs / 1000} s`, last, appId, problem), deadline: 'health.timeout' };
}

function causeAfter(
  after: string,
  last: HealthVerdict | undefined,
  appId: string,
  problem: string | undefined,
): Cause {
  if (problem !== undefined) return { kind: 'marathon', message: `${problem} (${after})` };
  if (last?.kind === 'waiting')
    return last.suspect ?? { kind: 'not-enough-tasks', message: `${last.because} ${after}` };
  return { kind: 'marathon', message: `${appId} could not be read from Marathon ${after}` };
}

function unhealthy(task: Task): Cause {
  const detail =
    task.health.kind === 'unhealthy' && task.health.cause !== undefined
      ? { lastFailure: task.health.cause }
      : {};
  return {
    kind: 'unhealthy',
    message: `task ${task.id} on ${task.host} is unhealthy`,
    taskId: task.id,
    host: task.host,
    ...detail,
  };
}

function outOfReach(task: Task): Cause {
  return {
    kind: 'unreachable-task',
    message: `task ${task.id} on ${task.host} is out of reach of Marathon`,
    taskId: task.id,
    host: task.host,
  };
}

function crashLoop(app: App, count: number, failure: TaskFailure): Cause {
  return {
    kind: 'crash-loop',
    message: `${count} ${count === 1 ? 'task' : 'tasks'} of ${app.id} ended by failure, last ${failure.taskId} on ${failure.host} (${failure.state})`,
    taskId: failure.taskId,
    host: failure.host,
    lastFailure: failure.message,
  };
}
