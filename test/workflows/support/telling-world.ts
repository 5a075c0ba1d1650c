import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { cancelled, heartbeat, sleep } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { notifyActivities } from '../../../activities/notify.ts';
import { findBinary } from '../../../src/servers/binaries.ts';
import type { ContactSettings } from '../../../src/clients/hooks.ts';
import { createContacts } from '../../../src/worker/run-contacts.ts';
import type { Script } from './telling-workflows.ts';

const TASK_QUEUE = 'telling';

/** A real Temporal server, with a worker whose releases only tell and ask. */
export interface TellingWorld {
  readonly temporal: TestWorkflowEnvironment;
  begin(script: Script): Promise<WorkflowHandle>;
  /** What delivers the event of that number. */
  deliveryOf(handle: WorkflowHandle, sequence: number): Promise<WorkflowHandle>;
  /** All that Temporal keeps of a workflow, as text. */
  history(handle: WorkflowHandle): Promise<string>;
  stop(): Promise<void>;
}

export async function startTemporal(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { path } = await findBinary('temporal');
  const extraArgs = ['--http-port', '0', '--metrics-port', '0'];
  const executable = { type: 'existing-path', path } as const;
  return TestWorkflowEnvironment.createLocal({ server: { executable, extraArgs } });
}

export async function aTellingWorld(
  contacts: Readonly<Record<string, ContactSettings>>,
): Promise<TellingWorld> {
  const temporal = await startTemporal();
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('telling-workflows.ts', import.meta.url)),
    activities: { ...notifyActivities(createContacts(contacts)), tendPool: beatUntilCancelled },
    maxHeartbeatThrottleInterval: '200ms',
  });
  const running = worker.run();
  return {
    temporal,
    begin: (script) =>
      temporal.client.workflow.start('scriptedRelease', {
        taskQueue: TASK_QUEUE,
        workflowId: `telling-${randomUUID()}`,
        args: [script],
      }),
    deliveryOf: async (handle, sequence) => {
      const { runId } = await handle.describe();
      return temporal.client.workflow.getHandle(`pacer/event/${runId}/${sequence}`);
    },
    history: async (handle) => historyToJSON(await handle.fetchHistory()),
    stop: async () => {
      worker.shutdown();
      await running;
      await temporal.teardown();
    },
  };
}

/** There is no pool to tend: this one only has to end when it is told to. */
async function beatUntilCancelled(): Promise<void> {
  const beating = (async () => {
    for (;;) {
      heartbeat();
      await sleep(100);
    }
  })();
  await Promise.race([beating, cancelled()]);
}
