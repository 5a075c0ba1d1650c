import { mkdtemp, readFile, appendFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Line } from '../../../src/domain/line.ts';
import { startServer, type ServerProcess } from '../../../src/local/processes.ts';
import { serviceLines } from '../../../src/worker/temporal-line.ts';
import { serviceLineId } from '../../../workflows/messages-line.ts';
import { TASK_QUEUE } from '../../../workflows/messages.ts';
import { findBinary } from '../../../src/servers/binaries.ts';
import type { Contest } from './line-workflows.ts';

const script = fileURLToPath(new URL('line-worker.ts', import.meta.url));

/** A real Temporal server, with a worker in a process of its own whose releases only wait and write down when they run. */
export interface LineWorld {
  readonly client: Client;
  start(workflowId: string, contest: Contest): Promise<WorkflowHandle<() => Promise<Outcome>>>;
  line(service: string): Promise<Line | undefined>;
  /** How often a line has gone on as a new run, and once more. */
  runsOfLine(service: string): Promise<number>;
  /** What has been written down: `begin ID`, `end ID`, and `cut ID` of one that the test terminates. */
  record(): Promise<readonly (readonly [what: string, workflowId: string])[]>;
  /** Terminates one, writing that down first. */
  cut(handle: WorkflowHandle): Promise<void>;
  /** Kills the worker with signal 9 and starts another one. */
  replaceWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** So few events that a line of fifty goes on as a new run now and then. */
const EVENTS_OF_A_RUN = 150;

async function startTemporal(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { path } = await findBinary('temporal');
  const short = `limit.historyCount.suggestContinueAsNew=${EVENTS_OF_A_RUN}`;
  const extraArgs = ['--http-port', '0', '--metrics-port', '0', '--dynamic-config-value', short];
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs,
      log: { format: 'text', level: 'error' },
    },
  });
}

export async function aLineWorld(): Promise<LineWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'pacer-line-'));
  const file = join(dir, 'record.txt');
  await appendFile(file, '');
  const temporal = await startTemporal();
  const { client } = temporal;
  const lines = serviceLines(client.workflow);
  let number = 0;
  const startWorker = (): Promise<ServerProcess> => {
    number += 1;
    const logFile = join(dir, `worker-${number}.log`);
    return startServer({
      name: 'worker',
      command: process.execPath,
      args: ['--import', 'tsx', script, temporal.address, file],
      logFile,
      readyTimeoutMs: 60_000,
      stopTimeoutMs: 10_000,
      ready: async () => {
        if (!(await readFile(logFile, 'utf8')).includes('worker ready')) throw new Error('not ready yet');
      },
    });
  };
  let worker = await startWorker();
  return {
    client,
    start: (workflowId, contest) =>
      client.workflow.start('contend', { taskQueue: TASK_QUEUE, workflowId, args: [contest] }),
    line: (service) => lines.read({ target: 'local', service }),
    runsOfLine: async (service) => {
      const query = `WorkflowId = "${serviceLineId('local', service)}"`;
      return (await client.workflow.count(query)).count;
    },
    record: async () =>
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .filter((it) => it !== '')
        .map((it) => it.split(' ') as [string, string]),
    cut: async (handle) => {
      await appendFile(file, `cut ${handle.workflowId}\n`);
      await handle.terminate('a test');
    },
    replaceWorker: async () => {
      await worker.kill();
      worker = await startWorker();
    },
    stop: async () => {
      await worker.kill();
      await temporal.teardown();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
