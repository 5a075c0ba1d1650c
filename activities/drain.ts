import { cancellationSignal, log } from '@temporalio/activity';
import { readGauge } from '../src/clients/gauge.ts';
import type { App, Task } from '../src/domain/app.ts';
import { watchDrain, type DrainLook, type QuietSince } from '../src/domain/drain-watch.ts';
import { guardedWish } from '../src/domain/guard.ts';
import type { HealthWish } from '../src/domain/health-verdict.ts';
import type { Cause } from '../src/domain/outcome.ts';
import type { PendingGauge } from '../src/domain/plan.ts';
import { serverName, type PoolIntent } from '../src/domain/pool-intent.ts';
import type { PoolReading } from '../src/domain/pool.ts';
import { afterGap, judgeSteadiness, type Steadiness } from '../src/domain/steadiness.ts';
import type { Sighting } from '../src/domain/status.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { openGuard, type Guard } from './guard.ts';
import { keepPool, sight, type Scene } from './look.ts';
import { over, watch, type Look } from './watch.ts';

export type DrainResult =
  | { readonly kind: 'drained'; readonly sighting: Sighting }
  | { readonly kind: 'timed-out'; readonly cause: Cause }
  | { readonly kind: 'failed'; readonly cause: Cause };

export interface DrainInput {
  readonly intent: PoolIntent;
  readonly appId: string;
  readonly taskIds: readonly string[];
  readonly gauge?: PendingGauge;
  readonly timeoutMs: number;
  /** The version that takes over: it must stay healthy meanwhile. */
  readonly guarded?: { readonly appId: string; readonly wish: HealthWish; readonly toleranceMs: number };
}

interface Seen {
  readonly quietSince: QuietSince;
  readonly steadiness: Steadiness;
  readonly busy: readonly string[];
}

const GAUGE_TIMEOUT_MS = 2_000;
const ZERO_FOR_WITHOUT_GAUGE_MS = 500;

export function drainActivities(targets: Targets) {
  return {
    /**
     * Waits until the withdrawn tasks have no pending operations: by their own gauge where the spec names one, and by
     * the sessions and queue of every load balancer instance. Keeps the pool as intended meanwhile. Safe to repeat.
     */
    async awaitDrained(input: DrainInput): Promise<DrainResult> {
      const target = targetNamed(targets, input.intent.target);
      const guard = openGuard();
      return watch<Seen, DrainResult>({
        timeoutMs: input.timeoutMs,
        everyMs: 250,
        initial: { quietSince: {}, steadiness: {}, busy: [] },
        afterGap: (seen) => ({ quietSince: {}, steadiness: afterGap(seen.steadiness), busy: [] }),
        onTimeout: (seen, problem) => ({
          kind: 'timed-out',
          cause: {
            kind: 'drain-timeout',
            message: `not drained after ${input.timeoutMs / 1000} s: ${problem ?? seen.busy.join('; ')}`,
            deadline: 'drain.timeout',
          },
        }),
        look: (seen, watchedMs) => lookAtDrain(target, input, seen, watchedMs, guard),
      });
    },
  };
}

async function lookAtDrain(
  target: Target,
  input: DrainInput,
  seen: Seen,
  watchedMs: number,
  guard: Guard,
): Promise<Look<Seen, DrainResult>> {
  const scene = await keepPool(target, input.intent, cancellationSignal(), guard);
  const looks = await Promise.all(input.taskIds.map((taskId) => lookAt(taskId, input, scene)));
  const zeroForMs = input.gauge?.zeroForMs ?? ZERO_FOR_WITHOUT_GAUGE_MS;
  const { quietSince, busy } = watchDrain(seen.quietSince, looks, watchedMs, zeroForMs);
  const steadiness = judgeGuarded(input, scene, seen.steadiness, watchedMs);
  if (steadiness.cause !== undefined) return over({ kind: 'failed', cause: steadiness.cause });
  const sighting = sight(scene, busy.join('; '), gaugesOf(looks));
  if (busy.length === 0) return over({ kind: 'drained', sighting });
  return { kind: 'again', state: { quietSince, steadiness, busy }, sighting };
}

function judgeGuarded(input: DrainInput, scene: Scene, known: Steadiness, watchedMs: number): Steadiness {
  const { guarded, intent } = input;
  if (guarded === undefined) return known;
  const { appId, toleranceMs } = guarded;
  const app = scene.apps.find((it) => it.id === appId);
  const wish = guardedWish(intent.guarded, appId, guarded.wish);
  return judgeSteadiness(known, app, wish, watchedMs, toleranceMs);
}

async function lookAt(taskId: string, input: DrainInput, scene: Scene): Promise<DrainLook> {
  const app = scene.apps.find((it) => it.id === input.appId);
  const task = app?.tasks.find((it) => it.id === taskId);
  return {
    taskId,
    exists: task !== undefined,
    ...loadOf(taskId, scene.pool.reading),
    pending: await pendingOf(task, app, input.gauge),
  };
}

/** A task that no load balancer instance has a server for has no session there. */
function loadOf(
  taskId: string,
  reading: PoolReading,
): Pick<DrainLook, 'sessions' | 'queue' | 'takesRequests'> {
  const servers = reading.servers.filter((server) => server.name === serverName(taskId));
  return {
    takesRequests: servers.some((server) => server.state === 'serving' || server.state === 'down'),
    sessions: servers.reduce((sum, server) => sum + server.sessions, 0),
    queue: servers.reduce((sum, server) => sum + server.queue, 0),
  };
}

async function pendingOf(
  task: Task | undefined,
  app: App | undefined,
  gauge: PendingGauge | undefined,
): Promise<DrainLook['pending']> {
  if (gauge === undefined) return 'not-asked';
  const port = task?.ports[gauge.portIndex];
  if (task !== undefined && task.startedAt === undefined) return 0;
  if (task === undefined || app === undefined || port === undefined) return undefined;
  try {
    const address = `${task.address}:${port}`;
    return await readGauge(
      address,
      { metric: gauge.metric, path: gauge.path, timeoutMs: GAUGE_TIMEOUT_MS },
      cancellationSignal(),
    );
  } catch (error) {
    log.debug('the gauge could not be read', { taskId: task.id, error });
    return undefined;
  }
}

function gaugesOf(looks: readonly DrainLook[]): Record<string, number> {
  return Object.fromEntries(
    looks.flatMap((look) => (typeof look.pending === 'number' ? [[look.taskId, look.pending]] : [])),
  );
}
