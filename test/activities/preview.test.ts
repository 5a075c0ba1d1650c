import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewActivities } from '../../activities/preview.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { createPrometheus } from '../../src/clients/prometheus.ts';
import type { EntryAbilities } from '../../src/domain/canary.ts';
import type { LoadBalancer } from '../../src/domain/pool.ts';
import type { Preview } from '../../src/domain/preview/preview.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { startOddServer } from '../clients/odd-server.ts';
import { aCanary } from '../domain/canary-input.ts';
import { aSpec } from '../domain/spec-input.ts';
import { eventually } from '../support/eventually.ts';
import { noBalancer } from '../support/no-balancer.ts';

let marathon: LocalMarathon;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-preview-'));
  marathon = await startLocalMarathon({ stateDir });
  const client = createMarathon({ url: marathon.url });
  const labels = { PACER_SERVICE: 'shop' };
  await client.createApp({ id: '/shop-a', cmd: 'sleep 1000', cpus: 0.01, mem: 16, instances: 2, labels });
  await eventually(async () => {
    expect((await client.readApp('/shop-a'))?.deployments).toEqual([]);
  }, 20_000);
});
afterAll(async () => {
  await marathon.stop();
  await rm(stateDir, { recursive: true, force: true });
});

const entry: EntryAbilities = {
  sticky: { header: 'x-user' },
  routes: { header: ['x-canary'], cookie: [], query: [] },
};
const loadBalancer: LoadBalancer = {
  ...noBalancer,
  readEntry: () => Promise.resolve(entry),
  read: () => Promise.resolve({ servers: [], shareOfB: {} }),
};

/** Of a target whose Prometheus takes every question and never answers. */
async function previewed(spec: unknown): Promise<Preview> {
  const silent = await startOddServer(() => undefined);
  const target = {
    marathon: createMarathon({ url: marathon.url }),
    loadBalancer,
    prometheus: createPrometheus({ url: silent.url, timeoutMs: 60_000 }),
  };
  const activities = previewActivities({ local: target }, () => Promise.resolve(undefined), {
    read: () => Promise.resolve(undefined),
  });
  const look = (input: { spec: unknown; lockId: string }) => activities.previewRelease(input);
  const looked: Promise<unknown> = new MockActivityEnvironment().run(look, { spec, lockId: 'lock' });
  return (await looked) as Preview;
}

it('a Prometheus that hangs is named, and the rest of the plan of a canary is shown', async () => {
  const { obstacles, forecast } = await previewed(
    aCanary({ checks: [{ check: 'success-rate', passWhen: '>= 0.99' }] }),
  );
  expect(obstacles.filter(({ blocks }) => blocks)).toMatchObject([
    { what: 'Prometheus could not be read: no answer within 3 s' },
  ]);
  expect(forecast?.steps[0]).toMatchObject({ title: 'launch /shop-b without tasks', blue: 2 });
}, 20_000);

it('it spoils no plan that goes without it until the bake', async () => {
  const checks = ['one', 'two'].map((name) => ({ name, query: 'vector(1)', min: 1 }));
  const { blocked, obstacles, forecast } = await previewed(aSpec({ bake: { checks } }));
  expect(blocked).toBe(false);
  expect(obstacles.filter(({ what }) => what.includes('no answer from Prometheus'))).toHaveLength(2);
  expect(forecast).toBeDefined();
}, 20_000);
