import type { HealthChecks } from '../health/health-checks.ts';
import { isAlive } from '../health/health-state.ts';
import { configVersion, type AppSpec } from '../model/app-spec.ts';
import { isActive, versionOf, type Instance } from '../tasks/instance.ts';

export interface TaskCounts {
  /** Launched and not heard of since; a task that is starting counts nowhere. */
  readonly staged: number;
  readonly running: number;
  readonly healthy: number;
  /** At least one check says not alive, be it within its grace period. */
  readonly unhealthy: number;
}

export function countTasks(health: HealthChecks, instances: readonly Instance[]): TaskCounts {
  const results = instances.filter(isActive).map((it) => (it.task ? health.results(it.task) : []));
  return {
    staged: instances.filter((it) => it.condition === 'Provisioned').length,
    running: instances.filter((it) => it.condition === 'Running').length,
    healthy: results.filter((it) => it.length > 0 && it.every(isAlive)).length,
    unhealthy: results.filter((it) => !it.every(isAlive)).length,
  };
}

/** The embed `taskStats`, which Marathon shows as `tasksStats`. */
export function statisticsJson(health: HealthChecks, app: AppSpec, instances: readonly Instance[]): object {
  const scaledAt = app.versionInfo?.lastScalingAt ?? app.version;
  const configuredAt = configVersion(app);
  const summaries = {
    startedAfterLastScaling: instances.filter((it) => versionOf(it) >= scaledAt),
    withLatestConfig: instances.filter((it) => versionOf(it) >= configuredAt),
    withOutdatedConfig: instances.filter((it) => versionOf(it) < configuredAt),
    totalSummary: instances,
  };
  return Object.fromEntries(
    Object.entries(summaries).flatMap(([name, some]) =>
      some.some(isActive) ? [[name, { stats: { counts: countTasks(health, some), ...lifeTime(some) } }]] : [],
    ),
  );
}

function lifeTime(instances: readonly Instance[]): object {
  const seconds = instances
    .flatMap(({ condition, task }) => (condition === 'Running' && task?.startedAt ? [task.startedAt] : []))
    .map((startedAt) => (Date.now() - Date.parse(startedAt)) / 1000)
    .sort((a, b) => a - b);
  const middle = seconds[Math.floor((seconds.length - 1) / 2)];
  if (middle === undefined) return {};
  const averageSeconds = seconds.reduce((sum, it) => sum + it, 0) / seconds.length;
  return { lifeTime: { averageSeconds, medianSeconds: middle } };
}
