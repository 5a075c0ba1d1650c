import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { createMarathon } from '../../src/clients/marathon.ts';
import type { Marathon } from '../../src/clients/marathon.ts';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import { startServer, type ServerProcess } from '../../src/local/processes.ts';
import { startLocalStack, type LocalStack } from '../../src/local/stack.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from './eventually.ts';

const LONGEST_RELEASE_MS = 50_000;
const pacer = fileURLToPath(new URL('../../bin/pacer.mjs', import.meta.url));

/** Everything real: servers, a worker in a process of its own, a client. */
export interface World {
  readonly stack: LocalStack;
  readonly client: Client;
  readonly marathon: Marathon;
  readonly worker: ServerProcess;
  restartWorker(): Promise<void>;
  start(spec: unknown, workflowId?: string): Promise<WorkflowHandle>;
  /** Runs a release to its end. */
  release(spec: BlueGreenSpec | CanarySpec): Promise<Outcome>;
  /** How a release ends. Throws, with where it stands, when that takes longer than a minute. */
  outcomeOf(handle: WorkflowHandle): Promise<Outcome>;
  status(handle: WorkflowHandle): Promise<ReleaseStatus>;
  /** Waits until the status shows what is looked for. */
  until(
    handle: WorkflowHandle,
    is: (status: ReleaseStatus) => boolean,
    timeoutMs?: number,
  ): Promise<ReleaseStatus>;
  end(): Promise<void>;
}

export async function aWorld(
  services: readonly string[],
  { env = {}, ...options }: { launchDelayMs?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'pacer-world-'));
  const stack = await startLocalStack({ dir: join(dir, 'stack'), ports: 'any', services, ...options });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection });
  let worker = await startWorker(stack, dir, env);
  const status = (handle: WorkflowHandle) => handle.query<ReleaseStatus>('status');
  const start = (spec: unknown, workflowId = `test-${randomUUID()}`) =>
    client.workflow.start(typeOf(spec), { taskQueue: TASK_QUEUE, workflowId, args: [spec] });
  const outcomeOf = async (handle: WorkflowHandle): Promise<Outcome> => {
    const ended = handle.result() as Promise<Outcome>;
    const late = new AbortController();
    const tooLate = sleep(LONGEST_RELEASE_MS, undefined, { signal: late.signal }).then(async () => {
      throw new Error(`the release stands at: ${JSON.stringify(await status(handle), null, 1)}`);
    });
    try {
      return await Promise.race([ended, tooLate]);
    } finally {
      late.abort();
      tooLate.catch(() => undefined);
    }
  };
  return {
    stack,
    client,
    marathon: createMarathon({ url: stack.marathonUrl }),
    get worker() {
      return worker;
    },
    async restartWorker() {
      await worker.kill();
      worker = await startWorker(stack, dir, env);
    },
    start,
    release: async (spec) => outcomeOf(await start(spec)),
    outcomeOf,
    status,
    until: (handle, is, timeoutMs = 60_000) =>
      eventually(async () => {
        const now = await status(handle);
        if (is(now)) return now;
        throw new Error(`the release stands at: ${JSON.stringify(now, null, 1)}`);
      }, timeoutMs),
    async end() {
      await worker.stop();
      await connection.close();
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** By the fields that only a canary has. */
function typeOf(spec: unknown): 'canary' | 'blueGreen' {
  const isCanary = typeof spec === 'object' && spec !== null && ('steps' in spec || 'weights' in spec);
  return isCanary ? 'canary' : 'blueGreen';
}

async function startWorker(
  stack: LocalStack,
  dir: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const logFile = join(dir, `worker-${randomUUID().slice(0, 8)}.log`);
  return startServer({
    name: 'worker',
    command: process.execPath,
    args: [pacer, 'worker'],
    env: { ...stack.env, ...env, NO_COLOR: '1' },
    logFile,
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 15_000,
    ready: async () => {
      if (!(await readFile(logFile, 'utf8')).includes('worker ready')) throw new Error('not ready yet');
    },
  });
}
