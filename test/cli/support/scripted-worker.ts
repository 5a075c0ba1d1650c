import { fileURLToPath } from 'node:url';
import { cancelled, heartbeat, sleep } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { lockActivities } from '../../../activities/lock.ts';
import type { Sighting } from '../../../src/domain/status.ts';
import { findBinary } from '../../../src/servers/binaries.ts';
import { executionReader } from '../../../src/worker/temporal-execution.ts';
import { TASK_QUEUE } from '../../../workflows/messages.ts';
import { aCheck, measured } from './canary-statuses.ts';
import { aSide, aTaskStatus } from './statuses.ts';

/** Namespace in which no worker runs. */
export const IDLE_NAMESPACE = 'idle';

export interface ScriptedTemporal {
  readonly env: TestWorkflowEnvironment;
  readonly stop: () => Promise<void>;
}

/** A real Temporal server, with a worker whose releases only speak and lock as real ones do. */
export async function startScriptedTemporal(more: readonly string[] = []): Promise<ScriptedTemporal> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { path } = await findBinary('temporal');
  const env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      extraArgs: ['--namespace', IDLE_NAMESPACE, '--http-port', '0', '--metrics-port', '0', ...more],
    },
  });
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('scripted-workflows.ts', import.meta.url)),
    activities: { ...lockActivities(executionReader(env.client.workflow)), ...scriptedActivities() },
    maxHeartbeatThrottleInterval: '200ms',
  });
  const running = worker.run();
  return {
    env,
    stop: async () => {
      worker.shutdown();
      await running;
      await env.teardown();
    },
  };
}

export function scriptedActivities() {
  return {
    /** Beats with one task of green and one check until it is cancelled. */
    async watchTasks(): Promise<void> {
      const sighting: Sighting = {
        at: new Date().toISOString(),
        waitingFor: 'somebody to promote',
        apps: [aSide('/shop-b', [aTaskStatus('shop-b.1', { pool: 'serving', sessions: 7, queue: 0 })])],
        checks: [aCheck('latency', { recent: measured('✓✗', 0, { value: 0.8 }) })],
      };
      const beating = (async () => {
        for (;;) {
          heartbeat({ watchedMs: 0, state: null, sighting });
          await sleep(100);
        }
      })();
      await Promise.race([beating, cancelled()]);
    },
  };
}
