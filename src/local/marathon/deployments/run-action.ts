import type { EventStream } from '../events/event-stream.ts';
import type { HealthChecks } from '../health/health-checks.ts';
import type { ReadinessChecks } from '../health/readiness-checks.ts';
import { healthCheckJson } from '../model/app-json.ts';
import type { AppSpec } from '../model/app-spec.ts';
import { isActive, isUnreachable, isWaiting, isWanted, versionOf, type Instance } from '../tasks/instance.ts';
import type { InstanceTracker } from '../tasks/tracker.ts';
import type { DeploymentAction, DeploymentPlan } from './plan.ts';
import { restartStrategy } from './restart-strategy.ts';
import { proposeScaling } from './scaling.ts';
import { until } from './until.ts';

export interface ActionContext {
  readonly tracker: InstanceTracker;
  readonly health: HealthChecks;
  readonly events: EventStream;
  /** Ends an instance for good. */
  readonly retire: (instance: Instance) => void;
  /** Forgets the delays and failures of an app that is gone. */
  readonly forgetApp: (appId: string) => void;
}

interface RunningAction {
  readonly action: DeploymentAction;
  readonly plan: DeploymentPlan;
  readonly readiness: ReadinessChecks | undefined;
  readonly signal: AbortSignal;
}

/** Carries out one action and resolves when what it wanted is so. Safe to run again after a restart. */
export async function runAction(context: ActionContext, running: RunningAction): Promise<void> {
  const { before, after } = running.plan.changes[running.action.app] ?? {};
  switch (running.action.action) {
    case 'StartApplication':
      publishHealthChecks(context.events, after);
      return;
    case 'ScaleApplication':
      if (before && after) publishHealthChecks(context.events, after);
      if (after) await scale(context, running, after);
      return;
    case 'RestartApplication':
      publishHealthChecks(context.events, after);
      if (after) await restart(context, running, after);
      return;
    case 'StopApplication':
      if (before) await stop(context, running, before);
  }
}

async function scale(context: ActionContext, running: RunningAction, app: AppSpec): Promise<void> {
  const { tracker, retire } = context;
  const { sentenced } = running.plan;
  const instances = tracker.ofApp(app.id);
  const { kill } = proposeScaling({
    instances,
    sentenced,
    scaleTo: app.instances,
    killSelection: app.killSelection,
  });
  kill.forEach(retire);
  await until(tracker, running.signal, () =>
    kill.every((it) => {
      const left = tracker.get(it.id);
      return left === undefined || isUnreachable(left);
    }),
  );
  const ready = new Set<string>();
  await until(tracker, running.signal, () => {
    // One that was told to die is still counted as there, as Marathon does: it is replaced when it is gone.
    const present = tracker.ofApp(app.id).filter((it) => isActive(it) || isWaiting(it));
    tracker.schedule(app, Math.max(0, app.instances - present.length));
    return allReady(context, running, app, ready);
  });
}

async function restart(context: ActionContext, running: RunningAction, app: AppSpec): Promise<void> {
  const { tracker, retire } = context;
  const isNew = (it: Instance): boolean => versionOf(it) === app.version;
  const oldCount = tracker.ofApp(app.id).filter((it) => !isNew(it) && isWanted(it)).length;
  const { killAtOnce, maxCapacity } = restartStrategy(app, oldCount);
  const ready = new Set<string>();
  await until(tracker, running.signal, () => {
    const enoughReady = allReady(context, running, app, ready) && ready.size >= app.instances;
    const old = tracker.ofApp(app.id).filter((it) => !isNew(it));
    const wantedOld = old.filter(isWanted);
    const maySurvive = oldCount - Math.min(oldCount, killAtOnce + ready.size);
    wantedOld.slice(0, Math.max(0, wantedOld.length - maySurvive)).forEach(retire);
    const left = tracker.ofApp(app.id);
    const newCount = left.filter((it) => isNew(it) && isWanted(it)).length;
    const room = Math.max(0, maxCapacity - left.filter((it) => !isNew(it)).length - newCount);
    tracker.schedule(app, Math.max(0, Math.min(room, app.instances - newCount)));
    return enoughReady && left.every((it) => isNew(it) || isUnreachable(it));
  });
}

async function stop(context: ActionContext, running: RunningAction, app: AppSpec): Promise<void> {
  const { tracker, retire, events, forgetApp } = context;
  app.healthChecks?.forEach(() => {
    events.publish('remove_health_check_event', { appId: app.id });
  });
  await until(tracker, running.signal, () => {
    tracker.ofApp(app.id).filter(isWanted).forEach(retire);
    return tracker.ofApp(app.id).every(isUnreachable);
  });
  forgetApp(app.id);
  events.publish('app_terminated_event', { appId: app.id });
}

/** True when every instance that this deployment started has once been running, healthy and ready. */
function allReady(context: ActionContext, running: RunningAction, app: AppSpec, ready: Set<string>): boolean {
  const started = context.tracker.ofApp(app.id).filter((it) => versionOf(it) === app.version && isWanted(it));
  for (const instance of started) {
    const isUp = instance.condition === 'Running' && context.health.isHealthy(instance);
    if (isUp && (running.readiness?.isReady(instance) ?? true)) ready.add(instance.id);
  }
  return started.every((it) => ready.has(it.id));
}

function publishHealthChecks(events: EventStream, app: AppSpec | undefined): void {
  if (app === undefined) return;
  for (const check of app.healthChecks ?? []) {
    const fields = { appId: app.id, healthCheck: healthCheckJson(check), version: app.version };
    events.publish('add_health_check_event', fields);
  }
}
