import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type ServerProcess } from '../../src/local/processes.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { aNotice } from '../support/notices.ts';
import { after, silence, startReceiver, status, type Receiver } from '../support/receiver.ts';
import { startTemporal } from './support/telling-world.ts';

const pacer = fileURLToPath(new URL('../../bin/pacer.mjs', import.meta.url));
const NAMES = ['killed', 'odd', 'late', 'wrong'];

let receiver: Receiver;
let temporal: TestWorkflowEnvironment;
let dir: string;
let worker: ServerProcess;

beforeAll(async () => {
  receiver = await startReceiver();
  temporal = await startTemporal();
  dir = await mkdtemp(join(tmpdir(), 'pacer-deliver-'));
  const entries = NAMES.map((name) => `  ${name}: { url: '${receiver.urlOf(name)}' }\n`);
  await writeFile(
    join(dir, 'pacer.yaml'),
    `targets:
  local:
    marathon: { url: 'http://127.0.0.1:1' }
    loadBalancer: { kind: haproxy, instances: [{ name: one, socket: /nowhere }], mapFile: /nowhere.map }
notifications:
${entries.join('')}`,
  );
  worker = await startWorker();
}, 120_000);
afterAll(async () => {
  await worker.stop();
  await temporal.teardown();
  await receiver.stop();
  await rm(dir, { recursive: true, force: true });
});

async function startWorker(): Promise<ServerProcess> {
  const logFile = join(dir, `worker-${randomUUID()}.log`);
  return startServer({
    name: 'worker',
    command: process.execPath,
    args: [pacer, 'worker'],
    env: { TEMPORAL_ADDRESS: temporal.address, PACER_CONFIG: join(dir, 'pacer.yaml'), NO_COLOR: '1' },
    logFile,
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 15_000,
    ready: async () => {
      if (!(await readFile(logFile, 'utf8')).includes('worker ready')) throw new Error('not ready yet');
    },
  });
}

function deliver(input: unknown): Promise<WorkflowHandle> {
  const workflowId = `deliver-${randomUUID()}`;
  return temporal.client.workflow.start('deliver', { taskQueue: TASK_QUEUE, workflowId, args: [input] });
}

const keysOf = (name: string) => receiver.received(name).map((it) => it.headers['idempotency-key']);

describe('a delivery', () => {
  it('survives the worker: the next one tells, under the same key', async () => {
    receiver.answer('killed', after(1, silence, status(200)));
    const handle = await deliver({ notice: aNotice(), to: ['killed'] });
    await eventually(() => {
      expect(keysOf('killed')).toHaveLength(1);
    });
    await worker.kill();
    worker = await startWorker();
    await handle.result();
    expect(keysOf('killed')).toHaveLength(2);
    expect(new Set(keysOf('killed')).size).toBe(1);
    expect(receiver.received('killed')[1]?.body).toEqual(receiver.received('killed')[0]?.body);
  });

  it('waits as long as the receiver wants it to', async () => {
    receiver.answer('late', after(1, status(429, { 'retry-after': '3' }), status(200)));
    const startedMs = performance.now();
    await (await deliver({ notice: aNotice(), to: ['late'] })).result();
    expect(performance.now() - startedMs).toBeGreaterThan(2_900);
    expect(keysOf('late')).toHaveLength(2);
  });

  it('shows what goes wrong, without the address', async () => {
    receiver.answer('wrong', status(404));
    const handle = await deliver({ notice: aNotice(), to: ['wrong'] });
    const failure = await eventually(async () => {
      const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
      if (pending?.lastFailure?.message == null) throw new Error('nothing went wrong yet');
      return JSON.stringify(pending.lastFailure);
    });
    expect(failure).toContain('\\"wrong\\" answered 404');
    expect(failure).not.toMatch(/hunter2|127\.0\.0\.1/);
    await handle.cancel();
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
  });

  it.each([
    ['deliver', undefined],
    ['deliver', 'rubbish'],
    ['deliver', { notice: 7, to: ['odd'] }],
    ['deliver', { notice: {}, to: 'odd' }],
    ['deliver', { notice: null, to: [] }],
    ['deliver', { notice: { event: { toString: 1 }, release: 'r' }, to: ['odd'] }],
    ['plan', { target: { toString: 1 }, service: 'shop' }],
    ['serviceLine', { target: 'local', service: 'shop', entries: [null] }],
  ])('%s that is started by hand with %j is refused at once', async (type, input) => {
    const options = { taskQueue: TASK_QUEUE, workflowId: randomUUID(), args: [input] };
    const handle = await temporal.client.workflow.start(type, options);
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
    expect(keysOf('odd')).toEqual([]);
  });
});
