import { readFile } from 'node:fs/promises';
import type { Payload } from '@temporalio/common';
import { defaultPayloadConverter, TypedSearchAttributes } from '@temporalio/common';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import { WorkflowCodecRunner } from '@temporalio/worker/lib/workflow-codec-runner.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import type { WorkflowInfo } from '@temporalio/workflow';
import { createPayloadCodec } from '../../src/codec/payload-codec.ts';
import { tolerant } from '../../src/codec/tolerant.ts';
import { keeperId } from '../../workflows/messages-keeper.ts';
import { workflowBundle } from '../../src/worker/run-bundle.ts';

export type Job = Readonly<Record<string, unknown>>;
type Completion = Awaited<
  ReturnType<Awaited<ReturnType<ReusableVMWorkflowCreator['createWorkflow']>>['activate']>
>;
export type Command = NonNullable<NonNullable<Completion['successful']>['commands']>[number];

/** One workflow in the SDK's own sandbox, given what a worker would give it, without a server. */
export interface Run {
  /** What it wanted when it was started. */
  readonly first: readonly Command[];
  /** What it answers. Throws what would fail its task. */
  activate(...jobs: readonly Job[]): Promise<readonly Command[]>;
  end(): Promise<void>;
}

export type StartRun = (
  type: string,
  payloads: readonly Payload[],
  memo?: Record<string, Payload>,
  info?: Partial<WorkflowInfo>,
) => Promise<Run>;

const LONGEST_TASK_MS = 5_000;
const zero = { seconds: 0, nanos: 0 };

/** The bundle of a worker, with its codec and its interceptors. */
export async function sandbox(): Promise<StartRun> {
  const bundle = await workflowBundle();
  const text = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  const code = parseWorkflowCode(text);
  const creator = await ReusableVMWorkflowCreator.create(code, LONGEST_TASK_MS, new Set());
  let count = 0;
  return async (workflowType, payloads, memo = {}, info = {}) => {
    count += 1;
    const runId = `run-${count}`;
    // A keeper runs by this id only.
    const workflowId = workflowType === 'keeper' ? keeperId('local', 'shop') : `fuzz-${count}`;
    const now = Date.now();
    const timestamp = { seconds: Math.floor(now / 1_000), nanos: 0 };
    const randomnessSeed = [1, 2, 3, 4, 5, 6, 7, 8];
    const runner = new WorkflowCodecRunner([tolerant(createPayloadCodec([]))], {
      type: 'workflow',
      namespace: 'default',
      workflowId,
    });
    const workflow = await creator.createWorkflow({
      info: { ...infoOf(workflowType, workflowId, runId, now), ...info },
      randomnessSeed,
      now,
      showStackTraceSources: false,
    } as unknown as Parameters<typeof creator.createWorkflow>[0]);
    const activate = async (...jobs: readonly Job[]): Promise<readonly Command[]> => {
      const activation = await runner.decodeActivation({
        runId,
        timestamp,
        historyLength: 3,
        jobs,
      } as unknown as Parameters<typeof runner.decodeActivation>[0]);
      const { successful, failed } = await workflow.activate(activation);
      await workflow.getAndResetSinkCalls();
      if (failed != null) throw new Error(failed.failure?.message ?? 'failed');
      return successful?.commands ?? [];
    };
    const initializeWorkflow = {
      workflowId,
      workflowType,
      arguments: payloads,
      memo: { fields: memo },
      randomnessSeed: 1,
      firstExecutionRunId: runId,
      attempt: 1,
      startTime: timestamp,
      workflowTaskTimeout: { ...zero, seconds: 10 },
    };
    const first = await activate({ initializeWorkflow });
    return { first, activate, end: () => workflow.dispose() };
  };
}

function infoOf(workflowType: string, workflowId: string, runId: string, now: number) {
  const moment = new Date(now);
  return {
    workflowId,
    runId,
    workflowType,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    taskQueue: 'pacer',
    namespace: 'default',
    firstExecutionRunId: runId,
    originalExecutionRunId: runId,
    startTime: moment,
    runStartTime: moment,
    taskTimeoutMs: 10_000,
    attempt: 1,
    historyLength: 3,
    historySize: 300,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    unsafe: { now: () => Date.now(), isReplaying: false, isReplayingHistoryEvents: false },
  };
}

export function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}
