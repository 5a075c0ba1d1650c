/** A worker that only analyses, for the test that kills it. Arguments: Temporal's address, Prometheus' URL. */
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { analysisActivities } from '../../../activities/analysis.ts';
import { createMarathon } from '../../../src/clients/marathon.ts';
import { createPrometheus } from '../../../src/clients/prometheus.ts';
import { detailsKeeper } from '../../../src/worker/temporal-heartbeat.ts';
import { noBalancer } from '../../support/no-balancer.ts';

const [address = '', url = ''] = process.argv.slice(2);
const connection = await NativeConnection.connect({ address });
const target = {
  marathon: createMarathon({ url: 'http://127.0.0.1:1' }),
  loadBalancer: noBalancer,
  prometheus: createPrometheus({ url }),
};
const worker = await Worker.create({
  connection,
  taskQueue: 'analysis',
  workflowsPath: fileURLToPath(new URL('./analysis-workflow.ts', import.meta.url)),
  activities: analysisActivities({ local: target }, detailsKeeper(new Client({ connection })), () =>
    Promise.resolve(),
  ),
  maxHeartbeatThrottleInterval: '500ms',
  stickyQueueScheduleToStartTimeout: '1s',
});
console.log('worker ready');
await worker.run();
