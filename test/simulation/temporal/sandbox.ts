import { TypedSearchAttributes } from '@temporalio/common';
import { timestamp, type Command, type Job } from './wire.ts';
import type { Workflow, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';

/** One task of a workflow: what it was told, when, and what it then asked for. */
export interface Turn {
  readonly atMs: number;
  readonly jobs: readonly Job[];
  readonly commands: readonly Command[];
}

export interface Identity {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly startedMs: number;
  readonly parent?: { readonly workflowId: string; readonly runId: string };
}

export type Told =
  | { readonly kind: 'commands'; readonly commands: readonly Command[] }
  | { readonly kind: 'failed'; readonly message: string };

/** The code of one workflow run in a worker's memory: made when first needed, and again from its history after that. */
export class Sandbox {
  readonly #creator: WorkflowCreator;
  readonly #identity: Identity;
  readonly #turns: Turn[] = [];
  #flags: number[] = [];
  #workflow: Workflow | undefined;
  #length = 3;

  constructor(creator: WorkflowCreator, identity: Identity) {
    this.#creator = creator;
    this.#identity = identity;
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** Gives it the jobs of one task. Makes it anew from its history first where it is not in memory. */
  async tell(jobs: readonly Job[], atMs: number): Promise<Told> {
    const problem = await this.#wake(atMs);
    if (problem !== undefined) return { kind: 'failed', message: problem };
    const told = await this.#activate(jobs, atMs, false);
    if (told.kind === 'failed') return told;
    const kept = withoutRefused(jobs, told.commands);
    if (kept.jobs.length > 0 || kept.commands.length > 0) this.#turns.push({ atMs, ...kept });
    return told;
  }

  async ask(query: object, atMs: number): Promise<Told> {
    const problem = await this.#wake(atMs);
    if (problem !== undefined) return { kind: 'failed', message: problem };
    return this.#activate([{ variant: 'queryWorkflow', queryWorkflow: query }], atMs, false);
  }

  /** As a worker does that needs the memory, or dies. */
  async evict(): Promise<void> {
    const workflow = this.#workflow;
    this.#workflow = undefined;
    await workflow?.dispose();
  }

  async #wake(nowMs: number): Promise<string | undefined> {
    if (this.#workflow !== undefined) return undefined;
    const { workflowId, runId, type, startedMs, parent } = this.#identity;
    const startTime = new Date(startedMs);
    const seed = Array.from(runId).reduce((sum, it) => (Math.imul(sum, 31) + it.charCodeAt(0)) >>> 0, 7);
    this.#workflow = await this.#creator.createWorkflow({
      info: {
        ...{ workflowId, runId, workflowType: type, taskQueue: 'pacer', namespace: 'default' },
        ...{ searchAttributes: {}, typedSearchAttributes: new TypedSearchAttributes() },
        ...(parent === undefined ? {} : { parent: { ...parent, namespace: 'default' } }),
        ...{ firstExecutionRunId: runId, originalExecutionRunId: runId, attempt: 1, taskTimeoutMs: 10_000 },
        ...{ startTime, runStartTime: startTime, historyLength: 3, historySize: 0 },
        continueAsNewSuggested: false,
        unsafe: {
          now: () => nowMs,
          isReplaying: false,
          isReplayingHistoryEvents: false,
          random: Math.random,
        },
      } as never,
      randomnessSeed: [0, 0, 0, 0, seed >>> 24, (seed >>> 16) & 255, (seed >>> 8) & 255, seed & 255],
      now: startedMs,
      showStackTraceSources: false,
      failureExceptionTypeNames: [],
    });
    this.#length = 3;
    for (const [index, turn] of this.#turns.entries()) {
      const again = await this.#activate(turn.jobs, turn.atMs, true, turn.commands);
      if (again.kind === 'failed') return `replay of task ${index + 1} failed: ${again.message}`;
      const [was, is] = [textOf(turn.commands), textOf(again.commands)];
      if (was !== is)
        return `replay of task ${index + 1} is not as it was:\n  was ${was}\n  is  ${is}\n  jobs ${textOf(turn.jobs)}`;
    }
    return undefined;
  }

  async #activate(
    jobs: readonly Job[],
    atMs: number,
    isReplaying: boolean,
    recorded: readonly Command[] = [],
  ): Promise<Told> {
    const patches = recorded.flatMap(({ setPatchMarker: marker }) =>
      marker === undefined ? [] : [{ notifyHasPatch: { patchId: marker.patchId } }],
    );
    this.#length += jobs.length + 2;
    const completion = await this.#workflow!.activate({
      runId: this.#identity.runId,
      timestamp: timestamp(atMs),
      jobs: [...patches, ...inOrder(jobs, isReplaying)],
      isReplaying,
      historyLength: this.#length,
      availableInternalFlags: this.#flags,
    } as never);
    await this.#workflow!.getAndResetSinkCalls();
    if (completion.successful == null)
      return { kind: 'failed', message: completion.failed?.failure?.message ?? 'no reason was given' };
    this.#flags = [...new Set([...this.#flags, ...(completion.successful.usedInternalFlags ?? [])])];
    const commands = completion.successful.commands as unknown as readonly Command[];
    return { kind: 'commands', commands };
  }
}

/** As Temporal's core hands them over: signals and updates go before the rest. */
function inOrder(jobs: readonly Job[], isReplaying: boolean): Job[] {
  const rank = (job: Job): number =>
    job.initializeWorkflow ? 0 : job.signalWorkflow || job.doUpdate ? 1 : 2;
  return jobs
    .map((job) =>
      isReplaying && job.doUpdate ? { doUpdate: { ...job.doUpdate, runValidator: false } } : job,
    )
    .toSorted((x, y) => rank(x) - rank(y));
}

/** Of an update that was refused nothing is in the history. */
function withoutRefused(jobs: readonly Job[], commands: readonly Command[]): Pick<Turn, 'jobs' | 'commands'> {
  const refused = new Set(
    commands.flatMap(({ updateResponse: it }) => (it?.rejected ? [it.protocolInstanceId] : [])),
  );
  if (refused.size === 0) return { jobs, commands };
  return {
    jobs: jobs.filter((it) => !refused.has(it.doUpdate?.protocolInstanceId ?? '')),
    commands: commands.filter((it) => !refused.has(it.updateResponse?.protocolInstanceId ?? '')),
  };
}

function textOf(of: unknown): string {
  return JSON.stringify(of, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
}
