import type { Info } from '@temporalio/activity';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { settled, type Clock } from '../clock.ts';
import type { Random } from '../../support/random.ts';
import { ActivityTask } from './activity-task.ts';
import { Attempt, type Act, type AttemptFault } from './attempt.ts';
import type { StartOptions } from './commanded.ts';
import { carryOut } from './commands.ts';
import { isRunning, type Ending, type Execution, type UpdateAnswer } from './execution.ts';
import { Sandbox } from './sandbox.ts';
import { limitMs, payloadsOf, timestamp, type Job, type ScheduleActivity } from './wire.ts';

export interface ServerSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly creator: WorkflowCreator;
  /** The fault of the nth attempt of any activity, if it is to have one. */
  readonly faultOf: (ordinal: number, activityType: string) => AttemptFault | undefined;
}

/** A Temporal server with one worker, in this process and on this clock: histories, timers, activities, messages. */
export class TemporalServer {
  readonly clock: Clock;
  readonly runs: Execution[] = [];
  readonly #settings: ServerSettings;
  readonly #newest = new Map<string, Execution>();
  readonly #ready = new Set<Execution>();
  readonly #attempts = new Set<Attempt>();
  readonly #tokens = new Map<string, Attempt>();
  #activities: Readonly<Record<string, Act>> = {};
  #downUntilMs = 0;
  #ordinal = 0;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.clock = settings.clock;
  }

  /** The activities of the worker that runs from here on. */
  serve(activities: object): void {
    this.#activities = activities as Readonly<Record<string, Act>>;
  }

  latencyMs = (): number => 1 + Math.floor(this.#settings.random() * 8);

  find(workflowId: string, runId?: string): Execution | undefined {
    if (runId === undefined || runId === '') return this.#newest.get(workflowId);
    return this.runs.find((it) => it.workflowId === workflowId && it.runId === runId);
  }

  /** Undefined when one of that id runs already. */
  start(
    type: string,
    workflowId: string,
    args: readonly unknown[],
    options: StartOptions = {},
  ): Execution | undefined {
    if (isRunning(this.#newest.get(workflowId))) return undefined;
    const { parent, timeoutMs } = options;
    const runId = `00000000-0000-4000-8000-${String(this.runs.length + 1).padStart(12, '0')}`;
    const identity = {
      ...{ workflowId, runId, type, startedMs: this.clock.now() },
      ...(parent === undefined
        ? {}
        : { parent: { workflowId: parent.execution.workflowId, runId: parent.execution.runId } }),
    };
    const execution: Execution = {
      ...identity,
      sandbox: new Sandbox(this.#settings.creator, identity),
      ...{ jobs: [], timers: new Map(), activities: new Map(), updates: new Map(), children: [] },
      ...(parent === undefined ? {} : { childSeq: parent.seq }),
    };
    parent?.execution.children.push({ runId, isToEnd: parent.isToEnd });
    this.runs.push(execution);
    this.#newest.set(workflowId, execution);
    const startTime = timestamp(this.clock.now());
    const begin = { workflowType: type, workflowId, arguments: payloadsOf(...args), startTime, attempt: 1 };
    this.tell(execution, { initializeWorkflow: begin });
    if (timeoutMs !== undefined && timeoutMs !== Infinity)
      this.clock.in(timeoutMs, () => {
        this.end(execution, { kind: 'timed-out' });
      });
    return execution;
  }

  /** Whether it was there to be told. */
  signal(workflowId: string, name: string, args: readonly unknown[], runId?: string): boolean {
    const execution = this.find(workflowId, runId);
    if (!isRunning(execution)) return false;
    this.tell(execution, { signalWorkflow: { signalName: name, input: payloadsOf(...args) } });
    return true;
  }

  update(workflowId: string, name: string, args: readonly unknown[]): Promise<UpdateAnswer> {
    const execution = this.find(workflowId);
    if (!isRunning(execution)) return Promise.resolve({ kind: 'not-there' });
    const id = `update-${++this.#ordinal}`;
    return new Promise((resolve) => {
      execution.updates.set(id, resolve);
      const input = payloadsOf(...args);
      const meta = { identity: 'somebody', updateId: id };
      this.tell(execution, {
        doUpdate: { id, protocolInstanceId: id, name, input, meta, runValidator: true },
      });
    });
  }

  cancel(workflowId: string): void {
    const execution = this.find(workflowId);
    if (isRunning(execution)) this.tell(execution, { cancelWorkflow: { reason: 'somebody' } });
  }

  terminate(workflowId: string): void {
    const execution = this.find(workflowId);
    if (isRunning(execution)) this.end(execution, { kind: 'terminated' });
  }

  tell(execution: Execution, job: Job): void {
    if (!isRunning(execution)) return;
    execution.jobs.push(job);
    this.clock.in(this.latencyMs(), () => this.#ready.add(execution));
  }

  schedule(execution: Execution, wish: ScheduleActivity): void {
    const task = new ActivityTask(wish, {
      clock: this.clock,
      latencyMs: this.latencyMs,
      begin: (it) => this.#begin(execution, it),
      resolve: (seq, result) => {
        execution.activities.delete(seq);
        this.tell(execution, { resolveActivity: { seq, result } });
      },
    });
    execution.activities.set(wish.seq, task);
  }

  /** What ends with it, and who hears of it. */
  end(execution: Execution, ending: Ending): void {
    if (!isRunning(execution)) return;
    execution.ending = ending;
    execution.endedMs = this.clock.now();
    for (const timer of execution.timers.values()) timer.cancel();
    for (const activity of execution.activities.values()) activity.abandon();
    for (const answer of execution.updates.values()) answer({ kind: 'not-there' });
    for (const child of execution.children) {
      const run = this.runs.find((it) => it.runId === child.runId);
      if (child.isToEnd && isRunning(run))
        this.clock.in(this.latencyMs() * 10, () => {
          this.end(run, { kind: 'terminated' });
        });
    }
    const parent = this.find(execution.parent?.workflowId ?? '', execution.parent?.runId);
    if (execution.childSeq !== undefined && isRunning(parent))
      this.tell(parent, {
        resolveChildWorkflowExecution: { seq: execution.childSeq, result: childResult(ending) },
      });
  }

  /** `kill -9` of the only worker; another one begins after `downMs`. */
  async killWorker(downMs: number): Promise<void> {
    this.#downUntilMs = this.clock.now() + downMs;
    for (const attempt of this.#attempts) attempt.die();
    await this.evictAll();
  }

  async evictAll(): Promise<void> {
    for (const run of this.runs) await this.exclusively(() => run.sandbox.evict());
  }

  /** Heartbeats of attempts that are mute arrive again. */
  unmute(): void {
    for (const attempt of this.#attempts) attempt.isMute = false;
  }

  /** Whether an attempt is under way, also one that nobody waits for. */
  get isActing(): boolean {
    return this.#attempts.size > 0;
  }

  attemptOf(token: Uint8Array): Attempt | undefined {
    return this.#tokens.get(Buffer.from(token).toString());
  }

  /** Gives every workflow that has something to hear its task, until none has. */
  async work(): Promise<void> {
    await settled();
    if (this.clock.now() < this.#downUntilMs) return;
    for (const execution of this.#ready) {
      this.#ready.delete(execution);
      await this.#task(execution);
      await settled();
    }
  }

  /** One thing after another in the sandbox that all workflows share. */
  exclusively<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(act);
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  async #task(execution: Execution): Promise<void> {
    const jobs = execution.jobs.splice(0);
    if (!isRunning(execution) || jobs.length === 0 || execution.stuck !== undefined) return;
    const told = await this.exclusively(() => execution.sandbox.tell(jobs, this.clock.now()));
    if (told.kind === 'failed') {
      execution.stuck = told.message;
      return;
    }
    for (const command of told.commands) carryOut(this, execution, command);
    if (execution.ending !== undefined) await this.exclusively(() => execution.sandbox.evict());
  }

  #begin(execution: Execution, task: ActivityTask): Attempt | undefined {
    if (this.clock.now() < this.#downUntilMs) return undefined;
    const { activityType, activityId } = task.wish;
    const token = `${execution.runId}/${activityId}/${task.attempt}`;
    const fault = this.#settings.faultOf(++this.#ordinal, activityType);
    const act =
      this.#activities[activityType] ?? (() => Promise.reject(new Error(`no activity ${activityType}`)));
    const info: Partial<Info> = {
      ...{ attempt: task.attempt, activityId, activityType, taskQueue: 'pacer' },
      ...{ taskToken: Buffer.from(token), base64TaskToken: Buffer.from(token).toString('base64') },
      workflowExecution: { workflowId: execution.workflowId, runId: execution.runId },
      heartbeatDetails: task.details,
      heartbeatTimeoutMs: limitMs(task.wish.heartbeatTimeout),
      scheduledTimestampMs: task.scheduledMs,
    };
    const attempt = new Attempt(task, info, act, fault, this);
    this.#attempts.add(attempt);
    this.#tokens.set(token, attempt);
    void attempt.done.then(() => this.#attempts.delete(attempt));
    return attempt;
  }
}

function childResult(ending: Ending): object {
  switch (ending.kind) {
    case 'completed':
      return { completed: {} };
    case 'failed':
      return childFailed(ending.failure);
    case 'cancelled':
    case 'continued':
    case 'terminated':
    case 'timed-out':
      return childFailed({ message: ending.kind, terminatedFailureInfo: {} });
  }
}

function childFailed(cause: object): object {
  const message = 'Child Workflow execution failed';
  return { failed: { failure: { message, cause, childWorkflowExecutionFailureInfo: {} } } };
}
