import { timestamp, type Timers } from '../clock.ts';
import type { EventStream } from '../events/event-stream.ts';
import type { HealthCheck } from '../model/app-schema.ts';
import { healthCheckJson } from '../model/app-json.ts';
import { versionOf, type Instance, type Task } from '../tasks/instance.ts';
import type { InstanceTracker } from '../tasks/tracker.ts';
import { afterProbe, isAlive, type HealthState, type ProbeResult } from './health-state.ts';
import { probe } from './probe.ts';

export interface HealthCheckParts {
  readonly timers: Timers;
  readonly tracker: InstanceTracker;
  readonly events: EventStream;
  /** A check has failed too often in a row. */
  readonly onUnhealthy: (instance: Instance, task: Task, state: HealthState) => void;
}

interface Watch {
  /** In the order of the app's health checks; undefined where there is no result yet. */
  readonly states: (HealthState | undefined)[];
  readonly cancels: (() => void)[];
  healthy: boolean | undefined;
}

/** Checks every running task by its app's health checks. What it knows is lost with the server, as in Marathon. */
export class HealthChecks {
  readonly #parts: HealthCheckParts;
  readonly #watches = new Map<string, Watch>();

  constructor(parts: HealthCheckParts) {
    this.#parts = parts;
    parts.tracker.onChange(() => {
      this.#follow();
    });
    this.#follow();
  }

  /** The results so far: none before a check has run for the first time. */
  results(task: Task): readonly HealthState[] {
    return this.#watches.get(task.id)?.states.filter((it) => it !== undefined) ?? [];
  }

  /** True when every check of the instance's app says alive, or it has none. */
  isHealthy(instance: Instance): boolean {
    const checks = instance.spec.healthChecks?.length ?? 0;
    if (checks === 0) return true;
    const results = instance.task ? this.results(instance.task) : [];
    return results.length === checks && results.every(isAlive);
  }

  #follow(): void {
    const running = new Set<string>();
    for (const instance of this.#parts.tracker.all()) {
      if (instance.condition !== 'Running' || !instance.task) continue;
      running.add(instance.task.id);
      if (!this.#watches.has(instance.task.id)) this.#watch(instance, instance.task);
    }
    for (const [taskId, watch] of this.#watches) {
      if (running.has(taskId)) continue;
      this.#watches.delete(taskId);
      for (const cancel of watch.cancels) cancel();
    }
  }

  #watch(instance: Instance, task: Task): void {
    const checks = instance.spec.healthChecks ?? [];
    const watch: Watch = { states: checks.map(() => undefined), cancels: [], healthy: undefined };
    this.#watches.set(task.id, watch);
    checks.forEach((check, index) => {
      let checking = false;
      const run = async (): Promise<void> => {
        if (checking) return;
        checking = true;
        const result = await probe(check, instance, task);
        checking = false;
        if (this.#watches.get(task.id) === watch) this.#record(instance, task, watch, index, check, result);
      };
      const first = this.#parts.timers.after(firstCheckMs(check), () => {
        watch.cancels.push(
          this.#parts.timers.every(Math.max(check.intervalSeconds * 1000, 100), () => void run()),
        );
        void run();
      });
      watch.cancels.push(first);
    });
  }

  #record(
    instance: Instance,
    task: Task,
    watch: Watch,
    index: number,
    check: HealthCheck,
    result: ProbeResult,
  ): void {
    const startedMs = Date.parse(task.startedAt ?? task.stagedAt);
    const before = watch.states[index];
    const rule = {
      maxConsecutiveFailures: check.maxConsecutiveFailures,
      withinGrace: Date.now() - startedMs < check.gracePeriodSeconds * 1000,
      countedBy: isMarathons(check) ? ('marathon' as const) : ('executor' as const),
    };
    const { next, counted, kill } = afterProbe(before, result, rule, timestamp());
    watch.states[index] = next;
    const { appId } = instance;
    if (counted) {
      const healthCheck = healthCheckJson(check);
      this.#parts.events.publish('failed_health_check_event', { appId, taskId: instance.id, healthCheck });
    }
    if (kill) this.#parts.onUnhealthy(instance, task, before ?? next);
    const wasAlive = before !== undefined && isAlive(before);
    if (wasAlive !== isAlive(next) && (counted || result.kind === 'success')) {
      const fields = { appId, instanceId: instance.id, version: versionOf(instance), alive: isAlive(next) };
      this.#parts.events.publish('health_status_changed_event', fields);
    }
    this.#publishOverall(instance, watch);
    this.#parts.tracker.changed();
  }

  #publishOverall(instance: Instance, watch: Watch): void {
    const healthy = watch.states.every((it) => it !== undefined && isAlive(it));
    if (watch.healthy === healthy) return;
    watch.healthy = healthy;
    const fields = {
      instanceId: instance.id,
      runSpecId: instance.appId,
      healthy,
      runSpecVersion: versionOf(instance),
    };
    this.#parts.events.publish('instance_health_changed_event', fields);
  }
}

/** Marathon checks these itself; an executor does the others beside the task, after a delay. */
function isMarathons(check: HealthCheck): boolean {
  return ['HTTP', 'HTTPS', 'TCP'].includes(check.protocol);
}

/** Marathon's own checks beat by the app and not by the task: a task waits for half a beat on average. */
function firstCheckMs(check: HealthCheck): number {
  return isMarathons(check) ? Math.min(check.intervalSeconds * 500, 500) : check.delaySeconds * 1000;
}
