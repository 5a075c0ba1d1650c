/** Health check: ends with 0 when a worker of this machine has asked Temporal for work of Pacer's queue lately. */
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';

/** A worker asks again at least once a minute, also when there is nothing to do. */
const LATELY_MS = 2 * 60_000;
const ACTIVITY_TASKS = 2;

const address = process.env.TEMPORAL_ADDRESS ?? 'localhost:7233';
const connection = await Connection.connect({ address, connectTimeout: '5s' });
const { pollers } = await connection.withDeadline(Date.now() + 5_000, () =>
  connection.workflowService.describeTaskQueue({
    namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
    taskQueue: { name: 'pacer' },
    taskQueueType: ACTIVITY_TASKS,
  }),
);
await connection.close();

const asked = pollers.filter(({ identity, lastAccessTime }) => {
  const ageMs = Date.now() - Number(lastAccessTime.seconds) * 1000;
  return identity.endsWith(`@${hostname()}`) && ageMs < LATELY_MS;
});
if (asked.length === 0) console.error(`no worker of ${hostname()} polls the task queue pacer at ${address}`);
process.exitCode = asked.length > 0 ? 0 : 1;
