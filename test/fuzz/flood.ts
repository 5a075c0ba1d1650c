import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import fc from 'fast-check';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import type { World } from '../support/world.ts';
import { came, floodNames, message, signal, type Message } from './messages.ts';
import { failedTasks } from './receivers.ts';
import { shownPayloads } from './rubbish.ts';
import { tally, type Counting, type Tally } from './tally.ts';

const AT_ONCE = 24;
/** Temporal ends a workflow at 51,200 events, and takes no signal beyond the ten thousandth. */
const MOST_EVENTS_OF_SIGNAL = 5;
const LARGEST_STATUS = 60_000;
const ENDS_WITHIN_MS = 180_000;
/** So many before somebody answers its gate; the others come while it goes on. */
const BEFORE_IT_GOES_ON = 0.7;

const sealed = fc
  .tuple(message(floodNames), fc.constantFrom('not-here', 'a'.repeat(100)))
  .map(([it, key]) => ({
    ...it,
    payloads: [
      {
        metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from(key) },
        data: Buffer.from('x'),
      },
    ],
  }));

/** A third by a key that no worker has, each of which is noted in the history. */
const drop = fc.oneof({ weight: 2, arbitrary: message(floodNames) }, { weight: 1, arbitrary: sealed });

/** A release that gets so many signals of rubbish while it runs ends as any other; its status and history stay bounded. */
export function flood(world: World, service: string, runs: number, seed: number): Promise<Tally> {
  return tally('a flooded release', async (counting) => {
    const spec = aSpec(service, {
      version: 'v1',
      instances: 1,
      spec: { gates: [{ before: 'launch', by: ['ann'] }] },
    });
    const handle = await world.start(spec, `flooded-${randomUUID()}`);
    await world.until(handle, (it) => it.state === 'waiting-for-approval', 60_000);
    const waiting = fc.sample(drop, { seed, numRuns: runs });
    const first = waiting.splice(0, Math.ceil(runs * BEFORE_IT_GOES_ON));
    await send(world, handle, first, counting);
    await bounded(handle, counting);
    await handle.signal('approve', { by: 'ann' });
    await send(world, handle, waiting, counting);
    await ended(world, handle, counting);
    await measured(handle, runs, counting);
    await failedTasks(world, handle.workflowId, counting);
  });
}

async function send(
  world: World,
  { workflowId }: WorkflowHandle,
  messages: Message[],
  counting: Counting,
): Promise<void> {
  const sender = async (): Promise<void> => {
    for (let it = messages.pop(); it !== undefined; it = messages.pop()) {
      const one = it;
      const what = (): string => `${one.name.slice(0, 60)} ${shownPayloads(one.payloads)}`;
      counting.count(await came(what, counting, () => signal(world, workflowId, one)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

/** It answers, and tells no more than somebody reads. */
async function bounded(handle: WorkflowHandle, counting: Counting): Promise<void> {
  const status = await eventually(() => handle.query<{ events: unknown[] }>('status'), 60_000);
  const size = JSON.stringify(status).length;
  counting.note(`its status: ${size} characters, ${status.events.length} events`);
  if (size > LARGEST_STATUS) counting.defect(`the status of a flooded release has ${size} characters`);
}

async function ended(world: World, handle: WorkflowHandle, counting: Counting): Promise<void> {
  const over = eventually(async () => {
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') throw new Error('runs');
    return status.name;
  }, ENDS_WITHIN_MS);
  const how = await over.catch(() => undefined);
  if (how === undefined)
    counting.defect(
      `a flooded release does not end: ${JSON.stringify(await world.status(handle)).slice(0, 2_000)}`,
    );
  else if (how !== 'COMPLETED') counting.defect(`a flooded release ends as ${how}`);
  else {
    const { kind, summary } = (await handle.result()) as { kind: string; summary: string };
    counting.note(`it ended as ${kind}: ${summary}`);
    if (kind !== 'released') counting.defect(`a flooded release is ${kind}: ${summary}`);
  }
}

async function measured(handle: WorkflowHandle, runs: number, counting: Counting): Promise<void> {
  const { historyLength, historySize = 0 } = await handle.describe();
  counting.note(`its history: ${historyLength} events, ${Math.round(historySize / 1_024)} KiB`);
  if (historyLength > 1_000 + runs * MOST_EVENTS_OF_SIGNAL)
    counting.defect(`the history of a flooded release has ${historyLength} events`);
  await bounded(handle, counting);
}
