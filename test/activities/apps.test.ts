import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appActivities } from '../../activities/apps.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { json, startOddServer } from '../clients/odd-server.ts';
import { eventually } from '../support/eventually.ts';
import { startLossyProxy } from '../support/lossy-proxy.ts';
import { noBalancer } from '../support/no-balancer.ts';

let server: LocalMarathon;
let proxy: Awaited<ReturnType<typeof startLossyProxy>>;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-apps-'));
  server = await startLocalMarathon({ stateDir });
  proxy = await startLossyProxy(server.url, () => 'pass');
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await rm(stateDir, { recursive: true, force: true });
});

const activities = () =>
  appActivities({ local: { marathon: createMarathon({ url: proxy.url }), loadBalancer: noBalancer } });

/** An app with a task that takes a second to die. */
async function slowToEnd(id: string) {
  const marathon = createMarathon({ url: server.url });
  const definition = {
    id,
    cmd: "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.01; done",
    cpus: 0.01,
    mem: 16,
  };
  await marathon.createApp({ ...definition, instances: 1 });
  await eventually(async () => {
    const app = await marathon.readApp(id);
    if (app?.tasks[0]?.state !== 'TASK_RUNNING' || app.deployments.length > 0)
      throw new Error('not running yet');
  }, 20_000);
  return { marathon, definition };
}

it('sends one creation where an app of that id is still ending', async () => {
  const { marathon, definition } = await slowToEnd('/again');
  await marathon.deleteApp('/again', { force: false });
  const labelled = { ...definition, labels: { PACER_RELEASE: 'r1' } };
  const launch = { target: 'local', definition: labelled, release: 'r1' };
  await new MockActivityEnvironment().run((it: typeof launch) => activities().launchApp(it), launch);
  expect(proxy.forwarded('POST', '/v2/apps')).toBe(1);
  expect((await marathon.readApp('/again'))?.labels['PACER_RELEASE']).toBe('r1');
});

it('sends one removal where a deployment of the app still runs', async () => {
  const { marathon } = await slowToEnd('/gone');
  await marathon.setInstances('/gone', 0);
  const removal = { target: 'local', appId: '/gone', force: false, onlyEmpty: true, timeoutMs: 20_000 };
  await new MockActivityEnvironment().run((it: typeof removal) => activities().removeApp(it), removal);
  expect(proxy.forwarded('DELETE', '/v2/apps/gone')).toBe(1);
  expect(await marathon.readApp('/gone')).toBeUndefined();
});

it('waits for a forced removal that shows its deployment late', async () => {
  const deployments = [[], [{ id: 'd', affectedApps: ['/forced'] }], [], []];
  const app = { id: '/forced', instances: 1, version: 'v', deployments: [], tasks: [] };
  let isThere = true;
  const marathon = await startOddServer(({ method, url }, response) => {
    if (method === 'DELETE') {
      isThere = false;
      json(response, 200, { deploymentId: 'd' });
    } else if (url === '/v2/deployments') json(response, 200, deployments.shift());
    else if (isThere) json(response, 200, { app });
    else json(response, 404, { message: "App '/forced' does not exist" });
  });
  const target = { marathon: createMarathon({ url: marathon.url }), loadBalancer: noBalancer };
  const removal = { target: 'local', appId: '/forced', force: true, onlyEmpty: false, timeoutMs: 20_000 };
  await new MockActivityEnvironment().run(
    (it: typeof removal) => appActivities({ local: target }).removeApp(it),
    removal,
  );
  expect(deployments).toEqual([]);
  expect(marathon.seen.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});
