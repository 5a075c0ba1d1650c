import { randomUUID } from 'node:crypto';
import { isGrpcServiceError } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import fc from 'fast-check';
import { COMMANDS } from '../../src/domain/commands.ts';
import type { World } from '../support/world.ts';
import { examine, revive, type Receiver } from './receivers.ts';
import { anyFields, anyPayloads, shownPayloads } from './rubbish.ts';
import { tally, type Counting, type Tally } from './tally.ts';

export interface Message {
  /** Of all receivers, whichever there are. */
  readonly to: number;
  readonly name: string;
  readonly payloads: Payload[];
  readonly headers: Record<string, Payload>;
}

const rubbishNames = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '__temporal_x',
    '__stack_trace',
    ' pause',
    'Pause',
    'default',
  ),
  fc.constantFrom('__temporal_workflow_metadata', '__enhanced_stack_trace', 'x'.repeat(900)),
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
);

/** What ends a receiver, so that it costs a new one. */
export const endingNames = fc.constantFrom('abort', 'undo', 'reject', 'release', 'handOver');

export const signalNames = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...COMMANDS.filter((it) => !/abort|undo|reject/.test(it))) },
  {
    weight: 14,
    arbitrary: fc.constantFrom(
      'lineNews',
      'measured',
      'noticed',
      'join',
      'leave',
      'remove',
      'giveBack',
      'yieldTo',
      'status',
    ),
  },
  { weight: 6, arbitrary: rubbishNames },
);
/** None that stops a release, holds it or goes on with it. */
export const floodNames = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('approve', 'retry', 'lineNews', 'measured', 'noticed', 'join') },
  { weight: 1, arbitrary: rubbishNames.filter((it) => it !== 'x'.repeat(900)) },
);
export const updateNames = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...COMMANDS.filter((it) => !/abort|undo|reject/.test(it))) },
  { weight: 4, arbitrary: fc.constantFrom('remove', 'yieldTo') },
  { weight: 3, arbitrary: rubbishNames },
);
export const queryNames = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'status',
      'line',
      'keeping',
      'pool',
      '__stack_trace',
      '__temporal_workflow_metadata',
    ),
  },
  { weight: 3, arbitrary: rubbishNames },
);

export function message(names: fc.Arbitrary<string>): fc.Arbitrary<Message> {
  return fc.record({ to: fc.nat(1_000), name: names, payloads: anyPayloads, headers: anyFields });
}

/** With so many others before it, each a task of the workflow. */
const LONGEST_MS = 30_000;
const AT_ONCE = 24;
/** So often is everybody looked after; a history holds ten thousand signals at most. */
const ROUND = 480;

export interface Sending {
  readonly world: World;
  readonly all: readonly Receiver[];
  readonly runs: number;
  readonly seed: number;
}

export function signals(sending: Sending): Promise<Tally> {
  return sent('signals', sending, signalNames, signal);
}

export const signal: Send = async (world, workflowId, { name, payloads, headers }) => {
  await world.client.workflowService.signalWorkflowExecution({
    ...place(workflowId),
    signalName: name,
    input: { payloads },
    header: { fields: headers },
  });
  return 'taken by Temporal';
};

/** UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED */
const COMPLETED = 3;

export function updates(sending: Sending): Promise<Tally> {
  return sent('updates', sending, updateNames, async (world, workflowId, { name, payloads, headers }) => {
    const { outcome } = await world.client.workflowService.updateWorkflowExecution({
      ...place(workflowId),
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum is in a package that the SDK alone depends on
      waitPolicy: { lifecycleStage: COMPLETED },
      request: {
        meta: { updateId: randomUUID(), identity: 'fuzz' },
        input: { name, args: { payloads }, header: { fields: headers } },
      },
    });
    const { failure, success } = outcome ?? {};
    if (success != null) return 'did something';
    const said = failure?.message ?? '';
    if (said === '') throw new Error('refused without a word');
    return `refused: ${failure?.applicationFailureInfo?.type ?? 'unknown update'}`;
  });
}

export function queries(sending: Sending): Promise<Tally> {
  return sent('queries', sending, queryNames, async (world, workflowId, { name, payloads, headers }) => {
    await world.client.workflowService.queryWorkflow({
      namespace: 'default',
      execution: { workflowId },
      query: { queryType: name, queryArgs: { payloads }, header: { fields: headers } },
    });
    return 'answered';
  });
}

function place(workflowId: string) {
  return {
    namespace: 'default',
    workflowExecution: { workflowId },
    identity: 'fuzz',
    requestId: randomUUID(),
  };
}

type Send = (world: World, workflowId: string, message: Message) => Promise<string>;

function sent(kind: string, sending: Sending, names: fc.Arbitrary<string>, send: Send): Promise<Tally> {
  const { world, all, runs, seed } = sending;
  return tally(kind, async (counting) => {
    for (let done = 0; done < runs; done += ROUND) {
      await revive(world, all);
      const round = fc.sample(message(names), { seed: seed + done, numRuns: Math.min(ROUND, runs - done) });
      const waiting = [...round];
      const sender = async (): Promise<void> => {
        for (let it = waiting.pop(); it !== undefined; it = waiting.pop()) {
          const receiver = all[it.to % all.length]!;
          const what = (): string => `${receiver.type} ${it.name.slice(0, 60)} ${shownPayloads(it.payloads)}`;
          const one = (): Promise<string> => send(world, receiver.workflowId, it);
          const answer = await counting.timed(what, LONGEST_MS, () => came(what, counting, one));
          counting.count(answer);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, sender));
      for (const it of all) await examine(world, it, counting);
      if (!world.worker.running()) throw new Error('the worker has ended');
    }
  });
}

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;

export async function came(
  what: () => string,
  counting: Counting,
  send: () => Promise<string>,
): Promise<string> {
  try {
    return await send();
  } catch (failure) {
    if (isGrpcServiceError(failure)) {
      const code: number = failure.code;
      if (code === INVALID_ARGUMENT) return 'refused: invalid argument';
      if (code === NOT_FOUND) return 'the workflow had ended';
      if (code === RESOURCE_EXHAUSTED || code === FAILED_PRECONDITION)
        return `refused by Temporal: ${failure.details.slice(0, 60)}`;
    }
    counting.defect(`${what()}: ${String(failure)}`);
    return 'failed';
  }
}
