import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createTimers, timestamp, type Timers } from './clock.ts';
import { Accidents } from './accidents.ts';
import { Deployments, type StoredDeployment } from './deployments/deployments.ts';
import { ScaleChecks } from './deployments/scale-checks.ts';
import { EventStream } from './events/event-stream.ts';
import { RootStore } from './groups/root-store.ts';
import { RootUpdates } from './groups/root-updates.ts';
import { HealthChecks } from './health/health-checks.ts';
import type { HealthState } from './health/health-state.ts';
import { readSchedulerState, schedulerStatePath, type SchedulerState } from './state/scheduler-state.ts';
import { StateFile } from './state/state-file.ts';
import { Agents } from './tasks/agents.ts';
import { Executor, type TaskStatus } from './tasks/executor.ts';
import { agentOf, isWaiting, versionOf, type Instance, type Task } from './tasks/instance.ts';
import { LaunchQueue } from './tasks/launch-queue.ts';
import { TaskFailures } from './tasks/task-failures.ts';
import type { PortRange } from './tasks/task-ports.ts';
import { InstanceTracker } from './tasks/tracker.ts';

export interface SchedulerOptions {
  readonly stateDir: string;
  readonly launchDelayMs: number;
  readonly taskPorts: PortRange;
  /** Ends this process at once. */
  readonly die?: (() => void) | undefined;
}

/** Marathon without its HTTP API: all parts, put together and started from what is on disk. */
export class Scheduler {
  readonly timers: Timers = createTimers();
  readonly events = new EventStream();
  readonly frameworkId: string;
  readonly failures: TaskFailures;
  readonly store: RootStore;
  readonly tracker: InstanceTracker;
  readonly executor: Executor;
  readonly queue: LaunchQueue;
  readonly health: HealthChecks;
  readonly deployments: Deployments;
  readonly updates: RootUpdates;
  readonly agents: Agents;
  readonly accidents: Accidents;
  readonly #scaleChecks: ScaleChecks;
  readonly #file: StateFile<SchedulerState>;

  constructor(options: SchedulerOptions) {
    const stored = readSchedulerState(options.stateDir);
    const { timers, events } = this;
    this.frameworkId = stored?.frameworkId ?? `${randomUUID()}-0000`;
    this.#file = new StateFile(schedulerStatePath(options.stateDir), () => this.#state());
    this.failures = new TaskFailures(stored?.failures ?? {});
    this.store = new RootStore(options.stateDir);
    this.tracker = new InstanceTracker(events, stored?.instances ?? []);
    const isAway = (instance: Instance): boolean => this.agents.isAway(agentOf(instance));
    this.executor = new Executor(timers, this.#handle, isAway);
    this.accidents = new Accidents(options.die);
    this.queue = this.#launchQueue(options, stored);
    this.health = this.#healthChecks();
    this.deployments = this.#deployments();
    this.updates = new RootUpdates(this.store, this.deployments, events, timers, this.accidents);
    this.#scaleChecks = new ScaleChecks(timers, this.tracker, this.store, this.deployments, this.retire);
    this.agents = this.#agents(stored?.agentsAway ?? []);
    this.#recover(stored?.deployments ?? []);
    this.tracker.onChange(() => void this.#save());
  }

  /** Ends an instance for good: its task is told to die, and the instance is forgotten when it has. */
  readonly retire = (instance: Instance): void => {
    this.tracker.decommission(instance.id);
    this.executor.kill(instance);
  };

  /** Ends everything but, with `keepTasks`, the processes of the tasks. */
  async stop(options: { readonly keepTasks: boolean }): Promise<void> {
    this.timers.end();
    if (!options.keepTasks) await this.executor.endAll();
    await this.#file.save();
  }

  #launchQueue(options: SchedulerOptions, stored: SchedulerState | undefined): LaunchQueue {
    const parts = {
      timers: this.timers,
      tracker: this.tracker,
      sandboxRoot: join(options.stateDir, 'sandboxes'),
      taskPorts: options.taskPorts,
      launchDelayMs: options.launchDelayMs,
      save: () => this.#save(),
      launch: (instance: Instance) => this.executor.launch(instance),
      isAway: (agentId: string) => this.agents.isAway(agentId),
    };
    return new LaunchQueue(parts, stored?.backoffs ?? {});
  }

  #healthChecks(): HealthChecks {
    const { timers, tracker, events } = this;
    const onUnhealthy = (instance: Instance, task: Task, state: HealthState): void => {
      this.#killUnhealthy(instance, task, state);
    };
    return new HealthChecks({ timers, tracker, events, onUnhealthy });
  }

  #deployments(): Deployments {
    const { timers, tracker, events, health, retire } = this;
    const save = (): Promise<void> => this.#save();
    const forgetApp = (appId: string): void => {
      this.queue.forget(appId);
      this.failures.forget(appId);
    };
    return new Deployments({ timers, tracker, events, health, retire, forgetApp, save });
  }

  #agents(away: readonly string[]): Agents {
    const { timers, tracker, executor } = this;
    const checkScale = (appId: string): void => {
      this.#scaleChecks.check(appId);
    };
    return new Agents({ timers, tracker, executor, checkScale, report: this.#handle }, away);
  }

  /** Once this server has ended, another one may own the file. */
  async #save(): Promise<void> {
    if (!this.timers.ended) await this.#file.save();
  }

  #state(): SchedulerState {
    return {
      frameworkId: this.frameworkId,
      instances: this.tracker.all(),
      deployments: this.deployments.stored(),
      backoffs: this.queue.backoffs(),
      failures: this.failures.all(),
      agentsAway: this.agents.away(),
    };
  }

  #recover(deployments: SchedulerState['deployments']): void {
    for (const instance of this.tracker.all()) {
      if (isWaiting(instance)) continue;
      this.executor.adopt(instance);
      if (instance.goal === 'Decommissioned') this.executor.kill(instance);
    }
    // One whose change was never stored has died with the leader that began it.
    const { apps } = this.store.root();
    const isStored = ({ plan }: StoredDeployment): boolean =>
      Object.entries(plan.changes).every(([id, { after }]) => apps[id]?.version === after?.version);
    this.deployments.resume(deployments.filter(isStored));
  }

  readonly #handle = (id: string, status: TaskStatus): void => {
    const instance = this.tracker.get(id);
    if (instance === undefined || this.agents.holds(instance, status)) return;
    switch (status.kind) {
      case 'starting':
        this.tracker.starting(id);
        return;
      case 'running':
        this.tracker.running(id, status.startedAt);
        return;
      case 'ended':
        if (status.end !== 'TASK_KILLED') this.queue.failed(instance);
        if (status.end === 'TASK_FAILED')
          this.failures.note(instance, status.end, status.message, timestamp());
        this.tracker.ended(id, status.end, status.message);
        this.#scaleChecks.check(instance.appId);
    }
  };

  #killUnhealthy(instance: Instance, task: Task, state: HealthState): void {
    if (this.executor.isDying(instance.id)) return;
    const reason = state.lastFailureCause ?? 'unknown';
    const message = `Task was killed since health check failed. Reason: ${reason}`;
    this.failures.note(instance, 'TASK_KILLED', message, state.lastFailure ?? timestamp());
    this.events.publish('unhealthy_instance_kill_event', {
      appId: instance.appId,
      taskId: task.id,
      instanceId: instance.id,
      version: versionOf(instance),
      reason,
      host: task.host,
      slaveId: agentOf(instance),
    });
    this.executor.kill(instance);
  }
}
