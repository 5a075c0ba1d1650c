import { cancellationSignal } from '@temporalio/activity';
import { withFailure, type FailuresOfWait } from '../src/domain/failures-of-wait.ts';
import { causeOfStall, furthest, type HealthProgress } from '../src/domain/health-progress.ts';
import {
  causeOfTimeout,
  countHealthy,
  judgeHealth,
  type HealthVerdict,
  type HealthWish,
} from '../src/domain/health-verdict.ts';
import type { Cause } from '../src/domain/outcome.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Sighting } from '../src/domain/status.ts';
import { guardedWish } from '../src/domain/guard.ts';
import type { AppRef } from './apps.ts';
import { targetNamed, type Target, type Targets } from './dependencies.ts';
import { openGuard, type Guard } from './guard.ts';
import { keepPool, sight } from './look.ts';
import { over, watch, type Look } from './watch.ts';

export type HealthResult =
  | { readonly kind: 'healthy'; readonly taskIds: readonly string[]; readonly sighting: Sighting }
  | { readonly kind: 'failed'; readonly cause: Cause };

export interface HealthInput extends AppRef {
  readonly wish: HealthWish;
  readonly intent: PoolIntent;
  readonly timeoutMs: number;
  /** Longest time without another healthy task. Absent: only the whole wait is bounded. */
  readonly progressMs?: number;
}

interface Seen extends FailuresOfWait {
  readonly since: string;
  readonly verdict?: HealthVerdict;
  readonly progress?: HealthProgress;
  /** Of the definition that was there at the first look. */
  readonly configVersion?: string;
}

export function healthActivities(targets: Targets) {
  return {
    /**
     * Waits until the app has exactly the wished tasks, all running and alive by every health check, and no deployment.
     * Keeps the pool as intended meanwhile. Gives up early on a crash loop, a task out of reach or a deleted app,
     * and when no further task has become healthy for `progressMs`.
     */
    async awaitHealthy(input: HealthInput): Promise<HealthResult> {
      const target = targetNamed(targets, input.target);
      const guard = openGuard();
      return watch<Seen, HealthResult>({
        timeoutMs: input.timeoutMs,
        everyMs: 250,
        initial: { since: new Date().toISOString(), failures: [] },
        onTimeout: (seen, problem) => ({
          kind: 'failed',
          cause: causeOfTimeout(seen.verdict, input.appId, input.timeoutMs, problem),
        }),
        look: (seen, watchedMs) => lookAtHealth(target, input, seen, watchedMs, guard),
      });
    },
  };
}

async function lookAtHealth(
  target: Target,
  input: HealthInput,
  seen: Seen,
  watchedMs: number,
  guard: Guard,
): Promise<Look<Seen, HealthResult>> {
  const [scene, queue] = await Promise.all([
    keepPool(target, input.intent, cancellationSignal(), guard),
    target.marathon.readQueue(cancellationSignal()),
  ]);
  const app = scene.apps.find((it) => it.id === input.appId);
  const failed = withFailure(seen, app?.lastTaskFailure, seen.since);
  const queued = queue.find((it) => it.appId === input.appId);
  const configVersion = seen.configVersion ?? app?.configVersion;
  const known = configVersion === undefined ? {} : { configVersion };
  const wish = guardedWish(input.intent.guarded, input.appId, { ...known, ...input.wish });
  const verdict = judgeHealth(app, wish, failed.failures, queued);
  switch (verdict.kind) {
    case 'hopeless':
      return over({ kind: 'failed', cause: verdict.cause });
    case 'healthy':
      return over({
        kind: 'healthy',
        taskIds: app?.tasks.map((task) => task.id) ?? [],
        sighting: sight(scene),
      });
    case 'waiting': {
      const progress = furthest(seen.progress, app === undefined ? 0 : countHealthy(app), watchedMs);
      const stalled = stall(input, progress, verdict, watchedMs);
      if (stalled !== undefined) return over({ kind: 'failed', cause: stalled });
      const state = { ...seen, ...known, ...failed, verdict, progress };
      return { kind: 'again', state, sighting: sight(scene, verdict.because) };
    }
  }
}

function stall(
  { wish: { instances }, progressMs }: HealthInput,
  progress: HealthProgress,
  verdict: HealthVerdict & { readonly kind: 'waiting' },
  watchedMs: number,
): Cause | undefined {
  return progressMs === undefined
    ? undefined
    : causeOfStall(progress, verdict, watchedMs, { instances, progressMs });
}
