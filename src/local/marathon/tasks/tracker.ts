import { timestamp } from '../clock.ts';
import type { EventStream } from '../events/event-stream.ts';
import type { AppSpec } from '../model/app-spec.ts';
import { newInstanceId } from '../model/path-id.ts';
import {
  agentOf,
  isActive,
  isUnreachable,
  isWaiting,
  versionOf,
  type Instance,
  type Task,
  type TaskEnd,
} from './instance.ts';

const CONDITION_OF_END = { TASK_KILLED: 'Killed', TASK_FINISHED: 'Finished', TASK_FAILED: 'Failed' } as const;

/** All instances. Whoever waits for something to happen to one listens here. */
export class InstanceTracker {
  readonly #instances: Map<string, Instance>;
  readonly #listeners = new Set<() => void>();
  readonly #events: EventStream;

  constructor(events: EventStream, instances: readonly Instance[]) {
    this.#events = events;
    this.#instances = new Map(instances.map((it) => [it.id, it]));
  }

  all(): readonly Instance[] {
    return [...this.#instances.values()];
  }

  ofApp(appId: string): readonly Instance[] {
    return this.all().filter((it) => it.appId === appId);
  }

  get(id: string): Instance | undefined {
    return this.#instances.get(id);
  }

  /** Calls back after every change. Returns a function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells all listeners that something they may wait for has changed, health for instance. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  schedule(spec: AppSpec, count: number): void {
    for (let n = 0; n < count; n += 1) {
      const id = newInstanceId(spec.id);
      const scheduledAt = timestamp();
      this.#put({ id, appId: spec.id, goal: 'Running', condition: 'Scheduled', spec, scheduledAt });
    }
  }

  provision(id: string, task: Task): void {
    this.#change(id, (it) => ({ ...it, condition: 'Provisioned', task }));
  }

  starting(id: string): void {
    this.#change(id, (it) => ({ ...it, condition: 'Starting', task: withState(it, 'TASK_STARTING') }), '');
  }

  running(id: string, startedAt: string): void {
    this.#change(
      id,
      (it) => ({ ...it, condition: 'Running', task: { ...withState(it, 'TASK_RUNNING'), startedAt } }),
      '',
    );
  }

  /** Its agent is away. */
  unreachable(id: string, since: string): void {
    const lost = (it: Instance): Task => ({ ...withState(it, 'TASK_UNREACHABLE'), unreachableSince: since });
    this.#change(id, (it) => ({ ...it, condition: 'Unreachable', task: lost(it) }), 'Agent is unreachable');
  }

  /** So long that another one takes its place. */
  inactive(id: string): void {
    this.#change(id, (it) => ({ ...it, condition: 'UnreachableInactive' }));
  }

  /** Its agent is back, and it runs as if nothing had been. */
  reachable(id: string): void {
    this.#change(id, (it) => ({ ...it, condition: 'Running', task: withState(it, 'TASK_RUNNING') }), '');
  }

  /** Forgotten, whatever its task still does. */
  expunge(id: string): void {
    this.#forget(id);
  }

  /** Told to go for good: when its task has ended it is forgotten; one without a task is forgotten at once. */
  decommission(id: string): void {
    const instance = this.#instances.get(id);
    if (instance === undefined) return;
    if (isActive(instance) || isUnreachable(instance))
      this.#change(id, (it) => ({ ...it, goal: 'Decommissioned' }));
    else this.#forget(id);
  }

  /** The task of an instance has ended: the instance waits for another one, or goes if it was told to. */
  ended(id: string, end: TaskEnd, message: string): void {
    const condition = CONDITION_OF_END[end];
    this.#change(id, (it) => ({ ...it, condition, task: withState(it, end) }), message);
    const instance = this.#instances.get(id);
    if (instance === undefined) return;
    if (instance.goal === 'Decommissioned') this.#forget(id);
    else this.#put({ ...instance, condition: 'Scheduled', scheduledAt: timestamp() });
  }

  #change(id: string, next: (instance: Instance) => Instance, statusMessage?: string): void {
    const instance = this.#instances.get(id);
    if (instance === undefined) return;
    const changed = next(instance);
    if (statusMessage !== undefined) this.#publishStatus(changed, statusMessage);
    this.#put(changed);
  }

  #put(instance: Instance): void {
    this.#instances.set(instance.id, instance);
    this.#events.publish('instance_changed_event', {
      instanceId: instance.id,
      condition: instance.condition,
      runSpecId: instance.appId,
      agentId: isWaiting(instance) ? null : agentOf(instance),
      host: isWaiting(instance) ? null : (instance.task?.host ?? null),
      runSpecVersion: versionOf(instance),
    });
    this.changed();
  }

  #forget(id: string): void {
    this.#instances.delete(id);
    this.changed();
  }

  #publishStatus(instance: Instance, message: string): void {
    const { task } = instance;
    if (task === undefined) return;
    this.#events.publish('status_update_event', {
      slaveId: agentOf(instance),
      taskId: task.id,
      taskStatus: task.state,
      message,
      appId: instance.appId,
      host: task.host,
      ipAddresses: [{ ipAddress: task.host, protocol: 'IPv4' }],
      ports: task.ports,
      version: versionOf(instance),
    });
  }
}

function withState(instance: Instance, state: Task['state']): Task {
  if (instance.task === undefined)
    throw new Error(`Instance ${instance.id} has no task that could be ${state}.`);
  return { ...instance.task, state };
}
