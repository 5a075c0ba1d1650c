import type { Payload } from '@temporalio/common';
import { beforeAll, expect, it } from 'vitest';
import { Secret } from '../../src/clients/secret.ts';
import { readKey } from '../../src/codec/keyring.ts';
import { createPayloadCodec } from '../../src/codec/payload-codec.ts';
import { payloadOf, sandbox, type StartRun } from '../fuzz/runtime.ts';

let start: StartRun;
let sealed: Payload[];
beforeAll(async () => {
  start = await sandbox();
  const key = readKey(new Secret('a'.repeat(64)));
  if (key === undefined) throw new Error('no key');
  const input = payloadOf({ target: 'local', service: 'shop', entries: [] });
  sealed = await createPayloadCodec([{ name: 'may', key }]).encode([input]);
});

const NO_KEY = 'encrypted with the key "may", and the keys here are none';
const notJson: Payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{') };
const parent = { workflowId: 'shop-1', runId: 'run-0', namespace: 'default' };
const continued = { continuedFromExecutionRunId: 'run-0' };

it.each([
  ['a line that continues', 'serviceLine', continued],
  ['a keeper that continues', 'keeper', continued],
  ['a delivery of a release', 'deliver', { parent }],
])('%s waits for a worker that has the key of its input', async (_, type, info) => {
  await expect(start(type, sealed, {}, info)).rejects.toThrow(NO_KEY);
});

it.each([
  ['anybody', () => sealed, {}],
  ['a cron schedule, once more', () => sealed, { ...continued, cronSchedule: '* * * * *' }],
  ['a workflow, with what is no JSON', () => [notJson], { parent }],
])('what %s starts with what cannot be read is refused', async (_, payloads, info) => {
  const run = await start('serviceLine', payloads(), {}, info);
  expect(run.first[0]?.failWorkflowExecution?.failure).toMatchObject({
    message: expect.stringContaining('input: cannot be read: ') as string,
    applicationFailureInfo: { type: 'InvalidInput', nonRetryable: true },
  });
  await run.end();
});
