import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceLockId, TASK_QUEUE } from '../../workflows/messages.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import type { WorkerConfig } from '../../src/worker/config.ts';
import { startWorker } from '../../src/worker/run.ts';
import { executionReader } from '../../src/worker/temporal-execution.ts';
import { temporalSettings, TemporalUnreachable } from '../../src/worker/temporal.ts';
import { eventually } from '../support/eventually.ts';

const config: WorkerConfig = {
  targets: {
    local: {
      marathon: { url: 'http://127.0.0.1:1' },
      loadBalancer: {
        kind: 'haproxy',
        instances: [{ name: 'one', socket: '/nowhere' }],
        mapFile: '/nowhere.map',
        check: { intervalMs: 500, rise: 1, fall: 2 },
        commandTimeoutMs: 1_000,
      },
    },
  },
};

let temporal: TestWorkflowEnvironment;
let cache: string;
const env = (more: Readonly<Record<string, string>> = {}) => ({
  ...{ HOME: cache, PACER_CACHE: cache, TEMPORAL_ADDRESS: temporal.address },
  ...more,
});

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { path } = await findBinary('temporal');
  cache = await mkdtemp(join(tmpdir(), 'pacer-worker-'));
  temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: ['--http-port', '0', '--metrics-port', '0'],
    },
  });
});
afterAll(async () => {
  await temporal.teardown();
  await rm(cache, { recursive: true, force: true });
});

describe('startWorker', () => {
  it('answers for its task queue, and ends when it is told to', async () => {
    const worker = await startWorker({ env: env(), config });
    expect(worker).toMatchObject({ taskQueue: TASK_QUEUE, targets: ['local'] });
    try {
      const refused = temporal.client.workflow.execute('blueGreen', {
        workflowId: 'no-spec',
        taskQueue: TASK_QUEUE,
        args: [{ target: 'local' }],
      });
      await expect(refused).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
      const unknown = temporal.client.workflow.execute('nonsense', {
        workflowId: 'nonsense',
        taskQueue: TASK_QUEUE,
      });
      await expect(unknown).rejects.toMatchObject({ cause: { type: 'UnknownWorkflowType' } });
    } finally {
      await worker.stop();
      await worker.stop();
    }
  });

  it('takes the workflows from its cache the second time', async () => {
    const bundles = async () =>
      (await readdir(cache, { recursive: true })).filter((it) => it.endsWith('.js'));
    const before = await bundles();
    expect(before).toHaveLength(1);
    const begunMs = performance.now();
    const worker = await startWorker({ env: env(), config });
    const tookMs = performance.now() - begunMs;
    await worker.stop();
    expect(await bundles()).toEqual(before);
    expect(tookMs).toBeLessThan(10_000);
  });

  it('works without a cache that can be written', async () => {
    const worker = await startWorker({ env: env({ PACER_CACHE: '/dev/null/cache' }), config });
    await worker.stop();
  });

  it('says where Temporal is missing, and which namespace', async () => {
    await expect(
      startWorker({ env: env({ TEMPORAL_ADDRESS: '127.0.0.1:1' }), config }),
    ).rejects.toMatchObject({
      name: 'TemporalUnreachable',
      message: 'Temporal does not answer at 127.0.0.1:1',
    });
    await expect(startWorker({ env: env({ TEMPORAL_NAMESPACE: 'nope' }), config })).rejects.toThrow(
      /has no namespace "nope"$/,
    );
  });
});

describe('the reader of executions', () => {
  it('tells whether a workflow runs and who its parent is, and nothing of one that is not there', async () => {
    const read = executionReader(temporal.client.workflow);
    expect(await read(serviceLockId('local', 'nothing'))).toBeUndefined();
    const { firstExecutionRunId: runId } = await temporal.client.workflow.start('idle', {
      workflowId: 'idle',
      taskQueue: 'nobody',
    });
    expect(await read('idle')).toEqual({ running: true, runId, startedAt: expect.any(String) as string });
    await temporal.client.workflow.getHandle('idle').terminate();
    await eventually(async () => {
      expect(await read('idle', runId)).toMatchObject({ running: false, runId });
    });
  });

  it('reads of one whose memo nobody can read', async () => {
    await temporal.client.workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId: 'odd-memo',
      workflowType: { name: 'idle' },
      taskQueue: { name: 'nobody' },
      memo: { fields: { x: { metadata: { encoding: Buffer.from('__proto__') }, data: Buffer.from('x') } } },
      requestId: 'odd-memo',
    });
    expect(await executionReader(temporal.client.workflow)('odd-memo')).toMatchObject({ running: true });
    await temporal.client.workflow.getHandle('odd-memo').terminate();
  });
});

describe('temporalSettings', () => {
  it('reads the variables of the temporal CLI, TLS included', () => {
    const settings = temporalSettings({
      HOME: cache,
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'delivery',
      TEMPORAL_TLS: 'true',
    });
    expect(settings).toMatchObject({ address: 'temporal.example:7233', namespace: 'delivery' });
    expect(settings.connectionOptions.tls).toBeTruthy();
  });

  it.each([
    ['temporal:7233', undefined, true],
    ['10.0.0.7:7233', undefined, true],
    ['[fd01::1]:7233', undefined, true],
    ['temporal:7233', 'false', false],
    ['localhost:7233', undefined, undefined],
    ['127.0.0.1:7233', undefined, undefined],
    ['[::1]:7233', undefined, undefined],
  ])('speaks TLS to another machine unless it is told not to: %s, TEMPORAL_TLS %s', (address, said, tls) => {
    const env = { HOME: cache, TEMPORAL_ADDRESS: address, ...(said !== undefined && { TEMPORAL_TLS: said }) };
    expect(temporalSettings(env).connectionOptions.tls).toBe(tls);
  });

  it('says how to speak without TLS where nothing answered by it', () => {
    const there = temporalSettings({ HOME: cache, TEMPORAL_ADDRESS: 'temporal:7233' });
    expect(new TemporalUnreachable(there, 'refused').message).toMatch(/TEMPORAL_TLS=false/);
    const here = temporalSettings({ HOME: cache });
    expect(new TemporalUnreachable(here, 'refused').message).toBe(
      'Temporal does not answer at localhost:7233',
    );
  });

  it('falls back to the development server', () => {
    expect(temporalSettings({ HOME: cache })).toMatchObject({
      address: 'localhost:7233',
      namespace: 'default',
    });
  });

  it('says which file it cannot use', () => {
    expect(() => temporalSettings({ TEMPORAL_CONFIG_FILE: '/dev/null/temporal.toml' })).toThrow(
      /TEMPORAL_CONFIG_FILE/,
    );
  });
});
