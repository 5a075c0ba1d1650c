import { servicePorts } from '../model/app-spec.ts';
import type { HealthState } from '../health/health-state.ts';
import { isAlive } from '../health/health-state.ts';
import { agentOf, isActive, versionOf, type Instance } from '../tasks/instance.ts';
import type { Scheduler } from '../scheduler.ts';

/** The task of an instance as Marathon shows it; undefined when it never had one. */
export function taskJson(
  scheduler: Scheduler,
  instance: Instance,
  options = { servicePorts: false },
): object | undefined {
  const { task } = instance;
  if (task === undefined) return undefined;
  const active = isActive(instance);
  const known = task.state !== 'TASK_STAGING';
  return {
    appId: instance.appId,
    healthCheckResults: scheduler.health.results(task).map((it) => healthJson(instance, it)),
    host: task.host,
    id: task.id,
    ipAddresses: known ? [{ ipAddress: task.host, protocol: 'IPv4' }] : [],
    ports: active ? task.ports : [],
    servicePorts: options.servicePorts ? servicePorts(instance.spec) : [],
    slaveId: agentOf(instance),
    state: task.state,
    ...(active && {
      stagedAt: task.stagedAt,
      ...(task.startedAt && { startedAt: task.startedAt }),
      version: versionOf(instance),
    }),
    localVolumes: [],
    role: instance.spec.role,
  };
}

/** The tasks of an app, oldest instance first. */
export function tasksOfApp(scheduler: Scheduler, appId: string): readonly object[] {
  return scheduler.tracker.ofApp(appId).flatMap((it) => taskJson(scheduler, it) ?? []);
}

function healthJson(instance: Instance, state: HealthState): object {
  return {
    alive: isAlive(state),
    consecutiveFailures: state.consecutiveFailures,
    ...(state.firstSuccess && { firstSuccess: state.firstSuccess }),
    instanceId: `instance [${instance.id}]`,
    ...(state.lastSuccess && { lastSuccess: state.lastSuccess }),
    ...(state.lastFailure && { lastFailure: state.lastFailure }),
    ...(state.lastFailureCause && { lastFailureCause: state.lastFailureCause }),
  };
}
