import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AnalysisInput, AnalysisResult } from '../../activities/index.ts';
import { startServer, type ServerProcess } from '../../src/local/processes.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import { eventually } from '../support/eventually.ts';
import { failsAbove, oddPrometheus } from './support/analysis.ts';

const script = fileURLToPath(new URL('./support/analysis-worker.ts', import.meta.url));
let temporal: TestWorkflowEnvironment;
let dir: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { path } = await findBinary('temporal');
  dir = await mkdtemp(join(tmpdir(), 'pacer-analysis-'));
  temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: ['--http-port', '0', '--metrics-port', '0'],
    },
  });
});
afterAll(async () => {
  await temporal.teardown();
  await rm(dir, { recursive: true, force: true });
});

let number = 0;
async function startWorker(prometheusUrl: string): Promise<ServerProcess> {
  number += 1;
  const logFile = join(dir, `worker-${String(number)}.log`);
  const worker = await startServer({
    name: 'worker',
    command: process.execPath,
    args: ['--import', 'tsx', script, temporal.address, prometheusUrl],
    logFile,
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
    ready: async () => {
      if (!(await readFile(logFile, 'utf8')).includes('worker ready')) throw new Error('not ready yet');
    },
  });
  onTestFinished(() => worker.kill());
  return worker;
}

async function start(checks: AnalysisInput['checks'], mode: AnalysisInput['mode']) {
  const input: AnalysisInput = { target: 'local', analysis: 'step 1', checks, mode, patienceMs: 60_000 };
  return temporal.client.workflow.start<(it: AnalysisInput) => Promise<AnalysisResult>>('analyzeOnce', {
    workflowId: `analysis-${String(number)}`,
    taskQueue: 'analysis',
    args: [input],
  });
}

describe('an analysis on a real Temporal', () => {
  it('remembers a failure whose worker was killed a moment later', async () => {
    let firstIsGone = false;
    const prometheus = await oddPrometheus((_, nth) => {
      if (firstIsGone) return 0.9;
      return nth === 3 ? 0.8 : 0.1;
    });
    const first = await startWorker(prometheus.url);
    const checks = [failsAbove(0.5, { intervalMs: 100, failureLimit: 1 })];
    const handle = await start(checks, { kind: 'to-the-end', timeoutMs: 60_000 });
    // The fourth is asked once the failure is on the server; the worker's own heartbeat is not due for a while.
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(3);
    });
    await first.kill();
    firstIsGone = true;
    await startWorker(prometheus.url);
    const result = await handle.result();
    expect(result).toMatchObject({ kind: 'failed', cause: { check: { value: 0.9 } } });
    expect(result.reports[0]).toMatchObject({
      counters: { failed: 2 },
      notPassed: [{ value: 0.8 }, { value: 0.9 }],
    });
  });

  it('goes on when its worker is told to end, and takes that for no word of the workflow', async () => {
    let reply = 0.1;
    const prometheus = await oddPrometheus(() => reply);
    const first = await startWorker(prometheus.url);
    const handle = await start([failsAbove(0.5, { intervalMs: 100 })], { kind: 'until-stopped' });
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(10);
    }, 20_000);
    await first.stop();
    const askedBefore = prometheus.asked.length;
    await startWorker(prometheus.url);
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(askedBefore + 2);
    }, 20_000);
    reply = 0.9;
    const result = await handle.result();
    expect(result).toMatchObject({ kind: 'failed', reports: [{ counters: { failed: 1 } }] });
    expect(result.reports[0]?.counters.successful).toBeGreaterThan(askedBefore / 2);
  });

  it('gives its result to the workflow that has cancelled it', async () => {
    const prometheus = await oddPrometheus((query) => (query === 'silent' ? 'none' : 0.1));
    await startWorker(prometheus.url);
    const checks = [
      failsAbove(0.5, { intervalMs: 100 }),
      failsAbove(0.5, { name: 'silent', query: 'silent', intervalMs: 100 }),
    ];
    const handle = await start(checks, { kind: 'until-stopped' });
    await eventually(() => {
      expect(prometheus.asked.length).toBeGreaterThan(8);
    }, 20_000);
    await handle.signal('stop');
    expect(await handle.result()).toMatchObject({
      kind: 'stopped',
      unmeasured: ['silent'],
      reports: [{ phase: 'successful' }, { phase: 'running' }],
    });
  });
});
