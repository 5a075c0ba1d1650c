import { STATUS_UPDATE_MS, type Timers } from '../clock.ts';
import type { Instance, TaskEnd } from './instance.ts';
import {
  endGroup,
  endLeftovers,
  identityIn,
  isRunning,
  signalGroup,
  startTaskProcess,
  type ProcessEnd,
  type ProcessIdentity,
} from './task-process.ts';

export type TaskStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly startedAt: string }
  | { readonly kind: 'ended'; readonly end: TaskEnd; readonly message: string };

type Report = (instanceId: string, status: TaskStatus) => void;

interface RunningTask {
  readonly identity: ProcessIdentity;
  killRequested: boolean;
  cancel: () => void;
}

const ADOPTED_POLL_MS = 50;
const DEFAULT_KILL_GRACE_SECONDS = 3;

/** Runs the tasks of instances as processes and reports what becomes of them, each report some milliseconds late. */
export class Executor {
  readonly #running = new Map<string, RunningTask>();
  readonly #reportDueMs = new Map<string, number>();
  readonly #timers: Timers;
  readonly #report: Report;
  readonly #isAway: (instance: Instance) => boolean;

  /** `isAway`: whether the agent of a task hears nothing at present. */
  constructor(timers: Timers, report: Report, isAway: (instance: Instance) => boolean) {
    this.#isAway = isAway;
    this.#timers = timers;
    this.#report = report;
  }

  /** Starts the task of a provisioned instance. Never throws: what cannot be started has failed. */
  async launch(instance: Instance): Promise<void> {
    const { id, task, spec } = instance;
    if (task === undefined) throw new Error(`Instance ${id} has no task to launch.`);
    try {
      const identity = await startTaskProcess(spec, task, (end) => {
        this.#ended(id, end);
      });
      this.#running.set(id, { identity, killRequested: false, cancel: () => undefined });
      this.#deliver(id, { kind: 'starting' });
      this.#deliver(id, { kind: 'running', startedAt: identity.startedAt });
    } catch (error) {
      const message = `Failed to launch container: ${error instanceof Error ? error.message : String(error)}`;
      this.#deliver(id, { kind: 'ended', end: 'TASK_FAILED', message });
    }
  }

  /** Takes over the task of an earlier server if its process still runs; reports its end otherwise. */
  adopt(instance: Instance): void {
    const { id, task } = instance;
    const identity = task && identityIn(task.sandbox);
    if (identity === undefined || !isRunning(identity)) {
      const message = 'The process ended while Marathon was away';
      this.#deliver(id, {
        kind: 'ended',
        end: instance.goal === 'Running' ? 'TASK_FAILED' : 'TASK_KILLED',
        message,
      });
      return;
    }
    const cancel = this.#timers.every(ADOPTED_POLL_MS, () => {
      if (isRunning(identity)) return;
      cancel();
      endLeftovers(identity.pid);
      this.#ended(id, { code: null, signal: null });
    });
    this.#running.set(id, { identity, killRequested: false, cancel: () => undefined });
    if (instance.condition === 'Provisioned') this.#deliver(id, { kind: 'starting' });
    if (instance.condition !== 'Running')
      this.#deliver(id, { kind: 'running', startedAt: identity.startedAt });
  }

  /** SIGTERM, then SIGKILL after the app's grace period. Safe to repeat: a task is told once. */
  kill(instance: Instance): void {
    const running = this.#running.get(instance.id);
    if (running === undefined || running.killRequested || this.#isAway(instance)) return;
    running.killRequested = true;
    signalGroup(running.identity, 'SIGTERM');
    const graceMs = (instance.spec.taskKillGracePeriodSeconds ?? DEFAULT_KILL_GRACE_SECONDS) * 1000;
    running.cancel = this.#timers.after(graceMs, () => {
      signalGroup(running.identity, 'SIGKILL');
    });
  }

  /** Ends the tasks of an agent that is back which nobody knows any more. */
  endUnknown(isKnown: (instanceId: string) => boolean): void {
    for (const [id, { identity }] of this.#running) if (!isKnown(id)) signalGroup(identity, 'SIGKILL');
  }

  /** Its task was told to die and has not done so yet. */
  isDying(instanceId: string): boolean {
    return this.#running.get(instanceId)?.killRequested ?? false;
  }

  /** Ends the processes of all tasks, without a report; resolves when none is left. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#running.values()].map((it) => endGroup(it.identity)));
    this.#running.clear();
  }

  #ended(id: string, end: ProcessEnd): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#running.delete(id);
    running.cancel();
    this.#deliver(id, { kind: 'ended', ...endOf(end, running.killRequested) });
  }

  /** Reports of one task keep their order. */
  #deliver(id: string, status: TaskStatus): void {
    const nowMs = performance.now();
    const dueMs = Math.max(nowMs, this.#reportDueMs.get(id) ?? 0) + STATUS_UPDATE_MS;
    this.#reportDueMs.set(id, dueMs);
    this.#timers.after(dueMs - nowMs, () => {
      if (status.kind === 'ended') this.#reportDueMs.delete(id);
      this.#report(id, status);
    });
  }
}

const SIGNAL_NAMES: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGTERM: 'Terminated',
  SIGKILL: 'Killed',
};

function endOf(end: ProcessEnd, killRequested: boolean): { readonly end: TaskEnd; readonly message: string } {
  const message = endMessage(end);
  if (killRequested) return { end: 'TASK_KILLED', message };
  return { end: end.code === 0 ? 'TASK_FINISHED' : 'TASK_FAILED', message };
}

function endMessage({ code, signal }: ProcessEnd): string {
  if (signal !== null) return `Command terminated with signal ${SIGNAL_NAMES[signal] ?? signal}`;
  return code === null ? 'Command ended with unknown status' : `Command exited with status ${String(code)}`;
}
