import { appJson } from '../model/app-json.ts';
import type { AppSpec } from '../model/app-spec.ts';
import type { Scheduler } from '../scheduler.ts';
import { countTasks, statisticsJson } from './task-statistics.ts';
import { tasksOfApp } from './task-json.ts';

/** What an answer may carry beside the app itself. */
export type Embed = 'tasks' | 'deployments' | 'readiness' | 'lastTaskFailure' | 'counts' | 'taskStats';

const EMBEDS: Readonly<Record<string, readonly Embed[]>> = {
  tasks: ['tasks', 'deployments'],
  deployments: ['deployments'],
  readiness: ['readiness'],
  failures: ['lastTaskFailure'],
  lastTaskFailure: ['lastTaskFailure'],
  counts: ['counts'],
  taskStats: ['taskStats'],
};

/** The embeds of a request, with any of Marathon's prefixes; unknown ones are passed over, as it does. */
export function parseEmbeds(values: readonly string[]): ReadonlySet<Embed> {
  const names = values.map((it) => it.replace(/^(app|apps|group\.apps)\./, ''));
  return new Set(names.flatMap((it) => EMBEDS[it] ?? []));
}

/** An app with what was asked for beside it, in Marathon's order. */
export function appInfo(
  scheduler: Scheduler,
  app: AppSpec,
  embeds: ReadonlySet<Embed>,
): Record<string, unknown> {
  const { tracker, deployments, health } = scheduler;
  const failure = scheduler.failures.of(app.id);
  const instances = tracker.ofApp(app.id);
  return {
    ...appJson(app),
    ...(embeds.has('counts') && countsJson(countTasks(health, instances))),
    ...(embeds.has('deployments') && { deployments: deployments.idsOf(app.id).map((id) => ({ id })) }),
    ...(embeds.has('readiness') && { readinessCheckResults: deployments.readinessOf(app.id) }),
    ...(embeds.has('tasks') && { tasks: tasksOfApp(scheduler, app.id) }),
    ...(embeds.has('lastTaskFailure') && failure && { lastTaskFailure: failure }),
    ...(embeds.has('taskStats') && { tasksStats: statisticsJson(health, app, instances) }),
  };
}

function countsJson(counts: ReturnType<typeof countTasks>): object {
  return {
    tasksStaged: counts.staged,
    tasksRunning: counts.running,
    tasksHealthy: counts.healthy,
    tasksUnhealthy: counts.unhealthy,
  };
}
