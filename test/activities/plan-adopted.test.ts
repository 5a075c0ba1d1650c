import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planNow, type Planning } from '../../activities/plan-now.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { createPrometheus } from '../../src/clients/prometheus.ts';
import type { LoadBalancer } from '../../src/domain/pool.ts';
import { renderProblem } from '../../src/domain/problem.ts';
import { checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { json, startOddServer } from '../clients/odd-server.ts';
import { aCanary } from '../domain/canary-input.ts';
import { aSpec } from '../domain/spec-input.ts';
import { noBalancer } from '../support/no-balancer.ts';

let marathon: LocalMarathon;
let stateDir: string;

const labelsOf = (service: string, release: string) => ({ PACER_SERVICE: service, PACER_RELEASE: release });
/** As a release leaves it that was to replace the app `id`, of four instances. */
const replacing = (service: string, id: string) => ({
  ...labelsOf(service, 'r2'),
  PACER_REPLACES: id,
  PACER_REPLACES_RELEASE: 'r1',
  PACER_REPLACES_INSTANCES: '4',
});

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-adopted-'));
  marathon = await startLocalMarathon({ stateDir });
  const client = createMarathon({ url: marathon.url });
  const create = (id: string, labels: Readonly<Record<string, string>>) =>
    client.createApp({ id, cmd: 'sleep 1000', cpus: 0.01, mem: 16, instances: 0, labels });
  await create('/shop-a', labelsOf('shop', 'r1'));
  await create('/shop-b', replacing('shop', '/shop-a'));
  await create('/two', labelsOf('two', 'r1'));
  await create('/two-v2', replacing('two', '/two'));
  await create('/two-b', labelsOf('other', 'r1'));
  await create('/idle-a', labelsOf('idle', 'r1'));
});
afterAll(async () => {
  await marathon.stop();
  await rm(stateDir, { recursive: true, force: true });
});

const loadBalancer: LoadBalancer = {
  ...noBalancer,
  readEntry: () => Promise.resolve({ sticky: {}, routes: { header: [], cookie: [], query: [] } }),
  read: () => Promise.resolve({ servers: [], shareOfB: {} }),
};

async function look(input: unknown): Promise<string> {
  const check = checkSpecOfEither(input);
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  const prometheus = await startOddServer((_, response) => {
    json(response, 400, { status: 'error', errorType: 'bad_data', error: 'parse error' });
  });
  const target = {
    marathon: createMarathon({ url: marathon.url }),
    loadBalancer,
    prometheus: createPrometheus({ url: prometheus.url }),
  };
  const planned: Promise<unknown> = new MockActivityEnvironment().run(() =>
    planNow({ local: target }, check.spec, 'r9'),
  );
  const planning = (await planned) as Planning;
  if (planning.kind === 'refused') return planning.problems.map(renderProblem).join();
  return planning.kind === 'planned' ? (planning.plan.adopted?.how ?? 'anew') : planning.because;
}

const lateGate = { gates: [{ before: 'batch 9' }] };
const ofService = (id: string) => ({ service: id, app: { id: `/${id}`, healthChecks: [{}], instances: 4 } });
const ownQuery = { name: 'own', query: 'sum(', failWhen: '> 2' };

describe('a version that is to be turned back first', () => {
  it('is left alone by a blue-green release that could not follow', async () => {
    expect(await look(aSpec())).toBe('turn-back-first');
    expect(await look(aSpec(lateGate))).toContain('gates[0].before: "batch 9" never comes');
    expect(await look(aSpec(ofService('two')))).toContain('green would be /two-b, which exists already');
  });

  it('is left alone by a canary whose query Prometheus refuses', async () => {
    expect(await look(aCanary({ checks: [ownQuery] }))).toContain('is refused by Prometheus');
    expect(await look(aCanary({ checks: [{ check: 'success-rate', passWhen: '>= 0.99' }] }))).toContain(
      'is refused by Prometheus',
    );
  });
});

it('a version that is turned back, and that is all, asks nothing of what the spec has beside', async () => {
  expect(await look(aSpec({ ...lateGate, adopt: 'back' }))).toBe('turn-back');
  expect(await look(aCanary({ checks: [ownQuery], adopt: 'back' }))).toBe('turn-back');
});

it('a canary beside a stable without a task has no steps at which a gate could be missed', async () => {
  const gates = [{ after: 'step 1' }, { after: 'step 2' }];
  expect(await look(aCanary({ ...ofService('idle'), gates, weights: [50, 100] }))).toBe('anew');
});
