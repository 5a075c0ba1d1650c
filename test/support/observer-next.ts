import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import { aSpec } from './specs.ts';

const STARTS_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 60_000;

/** What keeps the next release of a service from starting; it is aborted once it has begun. */
export async function nextReleaseStarts(client: Client, service: string): Promise<readonly string[]> {
  const spec = aSpec(service, { version: `next-${randomUUID().slice(0, 4)}` });
  const handle = await client.workflow.start('blueGreen', {
    taskQueue: 'pacer',
    workflowId: `next-${randomUUID()}`,
    args: [spec],
  });
  const ending = (handle.result() as Promise<Outcome>).then(
    ({ kind }): string => kind,
    (error: unknown) => `failure: ${String(error instanceof Error ? (error.cause ?? error) : error)}`,
  );
  const problem = await Promise.race([whyNotBegun(handle), ending]);
  await handle.signal('abort', { by: 'observer' }).catch(() => undefined);
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

async function whyNotBegun(handle: WorkflowHandle): Promise<string | undefined> {
  const untilMs = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    const now = await handle.query<ReleaseStatus>('status').catch((error: unknown) => String(error));
    if (typeof now !== 'string') {
      if (now.steps.some((it) => it.state === 'done' || it.state === 'running')) return undefined;
      if (now.state === 'finished') return now.message;
    }
    if (performance.now() > untilMs) return typeof now === 'string' ? now : `${now.state}: ${now.message}`;
    await sleep(50);
  }
}
