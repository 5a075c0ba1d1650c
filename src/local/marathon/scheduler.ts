import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createTimers, timestamp, type Timers } from './clock.ts';
import { Deployments } from './deployments/deployments.ts';
import { EventStream } from './events/event-stream.ts';
import { RootStore } from './groups/root-store.ts';
import { RootUpdates } from './groups/root-updates.ts';
import { HealthChecks } from './health/health-checks.ts';
import type { HealthState } from './health/health-state.ts';
import { ScaleChecks } from './scale-checks.ts';
import { readSchedulerState, schedulerStatePath, type SchedulerState } from './state/scheduler-state.ts';
import { StateFile } from './state/state-file.ts';
import { AGENT_ID } from './tasks/agent.ts';
import { Executor, type TaskStatus } from './tasks/executor.ts';
import { isWaiting, versionOf, type Instance, type Task } from './tasks/instance.ts';
import { LaunchQueue } from './tasks/launch-queue.ts';
import type { TaskFailure } from './tasks/task-failures.ts';
import type { PortRange } from './tasks/task-ports.ts';
import { InstanceTracker } from './tasks/tracker.ts';

export interface SchedulerOptions {
  readonly stateDir: string;
  readonly launchDelayMs: number;
  readonly taskPorts: PortRange;
}

/** Marathon without its HTTP API: all parts, put together and started from what is on disk. */
export class Scheduler {
  readonly timers: Timers = createTimers();
  readonly events = new EventStream();
  readonly frameworkId: string;
  readonly store: RootStore;
  readonly tracker: InstanceTracker;
  readonly executor: Executor;
  readonly queue: LaunchQueue;
  readonly health: HealthChecks;
  readonly deployments: Deployments;
  readonly updates: RootUpdates;
  readonly #scaleChecks: ScaleChecks;
  readonly #failures: Map<string, TaskFailure>;
  readonly #file: StateFile<SchedulerState>;

  constructor(options: SchedulerOptions) {
    const { stateDir, launchDelayMs, taskPorts } = options;
    const stored = readSchedulerState(stateDir);
    this.frameworkId = stored?.frameworkId ?? `${randomUUID()}-0000`;
    this.#failures = new Map(Object.entries(stored?.failures ?? {}));
    this.#file = new StateFile(schedulerStatePath(stateDir), () => this.#state());
    this.store = new RootStore(stateDir);
    const { timers, events } = this;
    // Once it has ended, another server may own the files.
    const save = async (): Promise<void> => {
      if (!timers.ended) await this.#file.save();
    };
    const retire = (instance: Instance): void => {
      this.retire(instance);
    };
    const tracker = new InstanceTracker(events, stored?.instances ?? []);
    this.tracker = tracker;
    this.executor = new Executor(timers, (id, status) => {
      this.#report(id, status);
    });
    this.queue = new LaunchQueue(
      {
        timers,
        tracker,
        sandboxRoot: join(stateDir, 'sandboxes'),
        taskPorts,
        launchDelayMs,
        save,
        launch: (instance) => this.executor.launch(instance),
      },
      stored?.backoffs ?? {},
    );
    this.health = new HealthChecks({
      timers,
      tracker,
      events,
      onUnhealthy: (instance, task, state) => {
        this.#killUnhealthy(instance, task, state);
      },
    });
    const forgetApp = (appId: string): void => {
      this.queue.forget(appId);
      this.#failures.delete(appId);
    };
    this.deployments = new Deployments({
      timers,
      tracker,
      events,
      health: this.health,
      retire,
      forgetApp,
      save,
    });
    this.updates = new RootUpdates(this.store, this.deployments, events, timers);
    this.#scaleChecks = new ScaleChecks({
      timers,
      tracker,
      store: this.store,
      deployments: this.deployments,
      retire,
    });
    this.#recover(stored?.deployments ?? []);
    tracker.onChange(() => void save());
  }

  lastFailureOf(appId: string): TaskFailure | undefined {
    return this.#failures.get(appId);
  }

  /** Ends an instance for good: its task is told to die, and the instance is forgotten when it has. */
  retire(instance: Instance): void {
    this.tracker.decommission(instance.id);
    this.executor.kill(instance);
  }

  /** Ends everything but, with `keepTasks`, the processes of the tasks. */
  async stop(options: { readonly keepTasks: boolean }): Promise<void> {
    this.timers.end();
    if (!options.keepTasks) await this.executor.endAll();
    await this.#file.save();
  }

  #state(): SchedulerState {
    return {
      frameworkId: this.frameworkId,
      instances: this.tracker.all(),
      deployments: this.deployments.stored(),
      backoffs: this.queue.backoffs(),
      failures: Object.fromEntries(this.#failures),
    };
  }

  #recover(deployments: SchedulerState['deployments']): void {
    for (const instance of this.tracker.all()) {
      if (isWaiting(instance)) continue;
      this.executor.adopt(instance);
      if (instance.goal === 'Decommissioned') this.executor.kill(instance);
    }
    this.deployments.resume(deployments);
  }

  #report(id: string, status: TaskStatus): void {
    const instance = this.tracker.get(id);
    if (instance === undefined) return;
    switch (status.kind) {
      case 'starting':
        this.tracker.starting(id);
        return;
      case 'running':
        this.tracker.running(id);
        return;
      case 'ended':
        if (status.end !== 'TASK_KILLED') this.#noteFailure(instance, status);
        this.tracker.ended(id, status.end, status.message);
        this.#scaleChecks.check(instance.appId);
    }
  }

  #noteFailure(instance: Instance, status: TaskStatus & { readonly kind: 'ended' }): void {
    this.queue.failed(instance);
    const { end: state, message } = status;
    if (instance.task && state === 'TASK_FAILED')
      this.#setFailure(instance, instance.task, state, message, timestamp());
  }

  #killUnhealthy(instance: Instance, task: Task, state: HealthState): void {
    if (this.executor.isDying(instance.id)) return;
    const reason = state.lastFailureCause ?? 'unknown';
    const at = state.lastFailure ?? timestamp();
    const message = `Task was killed since health check failed. Reason: ${reason}`;
    this.#setFailure(instance, task, 'TASK_KILLED', message, at);
    this.events.publish('unhealthy_instance_kill_event', {
      appId: instance.appId,
      taskId: task.id,
      instanceId: instance.id,
      version: versionOf(instance),
      reason,
      host: task.host,
      slaveId: AGENT_ID,
    });
    this.executor.kill(instance);
  }

  #setFailure(instance: Instance, task: Task, state: string, message: string, at: string): void {
    this.#failures.set(instance.appId, {
      appId: instance.appId,
      host: task.host,
      message,
      state,
      taskId: task.id,
      timestamp: at,
      version: versionOf(instance),
      slaveId: AGENT_ID,
    });
  }
}
