import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import { aSpec } from './specs.ts';

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 60_000;

/** What keeps the next release of a service from starting; it is aborted once it has begun. No call outlives it. */
export async function nextReleaseStarts(client: Client, service: string): Promise<readonly string[]> {
  const over = new AbortController();
  // The client leaves one for each call.
  setMaxListeners(0, over.signal);
  const calls: Promise<unknown>[] = [];
  const bounded: Bounded = (call) => {
    // One that begins later would not hear of it.
    over.signal.throwIfAborted();
    const answer = client.withAbortSignal(over.signal, call);
    calls.push(answer);
    return answer;
  };
  try {
    return await startAndAbort(client, service, bounded);
  } finally {
    over.abort();
    await Promise.allSettled(calls);
  }
}

/** Makes a call to Temporal that is broken off at the end. Throws when the end has come. */
type Bounded = <T>(call: () => Promise<T>) => Promise<T>;

async function startAndAbort(client: Client, service: string, bounded: Bounded): Promise<readonly string[]> {
  const spec = aSpec(service, { version: `next-${randomUUID().slice(0, 4)}` });
  const start = { taskQueue: 'pacer', workflowId: `next-${randomUUID()}`, args: [spec] };
  const handle = await bounded(() => client.workflow.start('blueGreen', start));
  const ending = bounded(() => handle.result() as Promise<Outcome>).then(
    ({ kind }): string => kind,
    (error: unknown) => `failure: ${String(error instanceof Error ? (error.cause ?? error) : error)}`,
  );
  const problem = await Promise.race([whyNotBegun(handle, bounded), ending]);
  await bounded(() => handle.signal('abort', { by: 'observer' })).catch(() => undefined);
  const ended = await Promise.race([ending, sleep(ENDS_WITHIN_MS, 'not in time', { ref: false })]);
  return [
    ...(problem === undefined
      ? []
      : [`next: the next release does not start: ${problem}; it ends: ${ended}`]),
    ...(problem !== undefined || ended === 'aborted'
      ? []
      : [`next: an abort of the next release ends: ${ended}`]),
  ];
}

/** Throws when the end has come. */
async function whyNotBegun(handle: WorkflowHandle, bounded: Bounded): Promise<string | undefined> {
  const untilMs = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    const asked = bounded(() => handle.query<ReleaseStatus>('status'));
    const now = await asked.catch((error: unknown) => String(error));
    if (typeof now !== 'string') {
      if (now.steps.some((it) => it.state === 'done' || it.state === 'running')) return undefined;
      if (now.state === 'finished') return now.message;
    }
    if (performance.now() > untilMs) return typeof now === 'string' ? now : `${now.state}: ${now.message}`;
    await sleep(50);
  }
}
