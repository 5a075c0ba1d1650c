import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { notifyActivities } from '../../activities/notify.ts';
import { Secret } from '../../src/clients/secret.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import { createContacts } from '../../src/worker/run-contacts.ts';
import { aNotice } from '../support/notices.ts';
import { startReceiver, status } from '../support/receiver.ts';

it('a delivery gives up after a day, and names who has not taken it', async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const receiver = await startReceiver();
  receiver.answer('down', status(500));
  const contact = (name: string) => ({
    format: 'generic' as const,
    url: new Secret(receiver.urlOf(name)),
    timeoutMs: 2_000,
  });
  const { path } = await findBinary('temporal-test-server');
  const temporal = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  try {
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      taskQueue: 'telling',
      workflowsPath: fileURLToPath(new URL('support/telling-workflows.ts', import.meta.url)),
      activities: notifyActivities(createContacts({ well: contact('well'), down: contact('down') })),
    });
    const handle = await temporal.client.workflow.start('deliver', {
      taskQueue: 'telling',
      workflowId: 'gives-up',
      args: [{ notice: aNotice(), to: ['down', 'well'] }],
    });
    await expect(worker.runUntil(() => handle.result())).rejects.toMatchObject({
      cause: {
        type: 'NotDelivered',
        message: '"paused" of ship-it/0a1b2c3d was not taken by down within 1d',
      },
    });
    const { startTime, closeTime } = await handle.describe();
    const hours = ((closeTime?.getTime() ?? 0) - startTime.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThan(25);
    expect(receiver.received('well')).toHaveLength(1);
    expect(receiver.received('down').length).toBeLessThan(200);
  } finally {
    await temporal.teardown();
    await receiver.stop();
  }
});
