/** A worker whose releases only wait and write down when they run. Arguments: Temporal's address, the file. */
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { lineActivities } from '../../../activities/line.ts';
import { lockActivities } from '../../../activities/lock.ts';
import { executionReader } from '../../../src/worker/temporal-execution.ts';
import { serviceLines } from '../../../src/worker/temporal-line.ts';
import { TASK_QUEUE } from '../../../workflows/messages.ts';

export function recordActivities(file: string) {
  return {
    record: (what: 'begin' | 'end', workflowId: string): Promise<void> =>
      appendFile(file, `${what} ${workflowId}\n`),
  };
}

async function run(address: string, file: string): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const { workflow } = new Client({ connection });
  const read = executionReader(workflow);
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('line-workflows.ts', import.meta.url)),
    activities: {
      ...lockActivities(read),
      ...lineActivities(read, serviceLines(workflow)),
      ...recordActivities(file),
    },
    maxHeartbeatThrottleInterval: '500ms',
    stickyQueueScheduleToStartTimeout: '1s',
  });
  console.log('worker ready');
  await worker.run();
}

const [address, file] = process.argv.slice(2);
if (address !== undefined && file !== undefined) await run(address, file);
