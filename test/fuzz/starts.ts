import { randomUUID } from 'node:crypto';
import { isGrpcServiceError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import fc from 'fast-check';
import { keeperId } from '../../workflows/messages-keeper.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { World } from '../support/world.ts';
import { message, signalNames, type Message } from './messages.ts';
import { failedTasks } from './receivers.ts';
import { anyFields, anyPayloads, jsonOf, shownPayloads } from './rubbish.ts';
import { anySpec } from './spec-rubbish.ts';
import { tally, type Counting, type Tally } from './tally.ts';

interface Start {
  readonly type: string;
  readonly payloads: Payload[];
  readonly memo: Record<string, Payload>;
  readonly headers: Record<string, Payload>;
  /** Of a signal that comes with it. */
  readonly signalled: boolean;
  readonly signal: Message;
}

const types = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom('blueGreen', 'canary', 'plan', 'serviceLine', 'serviceLock', 'deliver'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('keeper', 'default', 'unknownWorkflow', '__proto__', 'constructor', ' '),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }) },
);

/** Two releases may be right, and of one service. */
const REFUSALS: ReadonlySet<string> = new Set(['InvalidInput', 'UnknownWorkflowType', 'ReleaseInProgress']);

function isRelease(type: string): boolean {
  return type === 'blueGreen' || type === 'canary';
}

/** Of gRPC */
const INVALID_ARGUMENT = 3;

const specs = anySpec.map((it) => [
  { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(jsonOf(it) ?? '') },
]);

const start: fc.Arbitrary<Start> = fc.record({
  type: types,
  payloads: fc.oneof(anyPayloads, specs),
  memo: anyFields,
  headers: anyFields,
  signalled: fc.boolean(),
  signal: message(signalNames),
});

const AT_ONCE = 16;
const CLOSES_WITHIN_MS = 30_000;
const LONGEST_MS = 45_000;
/** A task of a workflow that Temporal had to hand out a second time. */
const WORTH_A_NOTE_MS = 12_000;

/** Starts of every workflow type, and of others, with anything: each ends at once with a sentence, or waits as it should. */
export function starts(world: World, runs: number, seed: number): Promise<Tally> {
  return tally('starts', async (counting) => {
    const waiting = fc.sample(start, { seed, numRuns: runs });
    const starter = async (): Promise<void> => {
      for (let it = waiting.pop(); it !== undefined; it = waiting.pop()) {
        const start = it;
        const what = () => shownStart(start);
        const one = () => cameOf(world, start, counting);
        counting.count(await counting.timed(what, LONGEST_MS, one));
        if (!world.worker.running()) throw new Error('the worker has ended');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, starter));
  });
}

function shownStart({ type, payloads, memo }: Start): string {
  return `${JSON.stringify(type)} ${shownPayloads(payloads)} memo ${shownPayloads(Object.values(memo))}`;
}

async function cameOf(world: World, it: Start, counting: Counting): Promise<string> {
  const workflowId = idFor(it.type);
  const what = shownStart(it);
  try {
    await begin(world, workflowId, it);
  } catch (failure) {
    const code: number | undefined = isGrpcServiceError(failure) ? failure.code : undefined;
    if (isGrpcServiceError(failure) && code === INVALID_ARGUMENT)
      return `refused by Temporal: ${failure.details.slice(0, 60)}`;
    counting.defect(`start ${what}: ${String(failure)}`);
    return 'failed';
  }
  const answer = await endOf(world, workflowId, it.type, what, counting);
  await failedTasks(world, workflowId, counting, what);
  return answer;
}

/** A keeper runs by the id of its service only; half of them get that. */
function idFor(type: string): string {
  const id = randomUUID();
  return type === 'keeper' && id < '8' ? keeperId('local', `s${id}`) : `start-${id}`;
}

async function begin(world: World, workflowId: string, it: Start): Promise<void> {
  const { workflowService } = world.client;
  const ofKeeper = workflowId.startsWith('pacer/keeper') ? [keepersInput(workflowId, it)] : it.payloads;
  const started = {
    namespace: 'default',
    workflowId,
    workflowType: { name: it.type },
    taskQueue: { name: TASK_QUEUE },
    input: { payloads: ofKeeper },
    memo: { fields: it.memo },
    header: { fields: it.headers },
    requestId: randomUUID(),
    identity: 'fuzz',
  };
  if (!it.signalled) await workflowService.startWorkflowExecution(started);
  else {
    const { name: signalName, payloads } = it.signal;
    await workflowService.signalWithStartWorkflowExecution({
      ...started,
      signalName,
      signalInput: { payloads },
    });
  }
}

/** Its service by its name, with a task that is none. */
function keepersInput(workflowId: string, { payloads, signal }: Start): Payload {
  const task = { ...signal, kind: 'stand-by', since: String(payloads.length), release: signal.name };
  const service = workflowId.split('/').at(-1) ?? '';
  return {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify({ target: 'local', service, task })),
  };
}

/** The kinds of its events, and the task that it waits for. */
async function standsAt(world: World, workflowId: string): Promise<string> {
  const { events } = await world.client.workflow.getHandle(workflowId).fetchHistory();
  // The client's own `describe` throws for a memo that it cannot read.
  const raw = await world.client.workflowService.describeWorkflowExecution({
    namespace: 'default',
    execution: { workflowId },
  });
  const kinds = (events ?? []).map((it) => {
    const kind = Object.keys(it).find((key) => key.endsWith('EventAttributes')) ?? '';
    return `${kind.replace('EventAttributes', '')} at ${Number(it.eventTime?.seconds ?? 0) % 1_000}`;
  });
  return `${kinds.join(', ')}; now ${Math.floor(Date.now() / 1_000) % 1_000}; ${JSON.stringify(raw.pendingWorkflowTask)}`;
}

async function endOf(
  world: World,
  workflowId: string,
  type: string,
  what: string,
  counting: Counting,
): Promise<string> {
  const handle = world.client.workflow.getHandle(workflowId);
  const began = performance.now();
  const end = await eventually(async () => {
    const { events } = await handle.fetchHistory();
    const last = events?.at(-1);
    const failed = last?.workflowExecutionFailedEventAttributes?.failure;
    if (failed != null) return { failed };
    if (last?.workflowExecutionCompletedEventAttributes != null) return { done: true };
    if (isRelease(type) && events?.some((it) => it.activityTaskCompletedEventAttributes != null) === true)
      return { taken: true };
    const isHolding =
      type === 'serviceLock' || events?.some((it) => it.timerStartedEventAttributes != null) === true;
    if (isHolding && events?.some((it) => it.workflowTaskCompletedEventAttributes != null))
      return { holds: true };
    throw new Error('is not over');
  }, CLOSES_WITHIN_MS).catch(() => undefined);
  if (end === undefined) {
    const stands = await standsAt(world, workflowId);
    counting.defect(`start ${what}: neither ended nor refused within ${CLOSES_WITHIN_MS} ms: ${stands}`);
  }
  if (end !== undefined && performance.now() - began > WORTH_A_NOTE_MS)
    counting.note(`late: ${await standsAt(world, workflowId)}`);
  if (end?.failed === undefined) await handle.terminate().catch(() => undefined);
  if (end?.taken === true) return 'a release, as its spec is right';
  if (end?.failed === undefined) return end?.done === true ? 'completed' : 'waits as it should';
  const { message = '', applicationFailureInfo } = end.failed;
  if (!REFUSALS.has(applicationFailureInfo?.type ?? ''))
    counting.defect(`start ${what}: ended with ${applicationFailureInfo?.type ?? 'no type'}: ${message}`);
  if ((message ?? '').length < 10) counting.defect(`start ${what}: says only "${message ?? ''}"`);
  return applicationFailureInfo?.type ?? 'no type';
}
