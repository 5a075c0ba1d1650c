import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planNow, type Planning } from '../../activities/plan-now.ts';
import { planActivities } from '../../activities/plan.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import { createPrometheus } from '../../src/clients/prometheus.ts';
import type { EntryAbilities } from '../../src/domain/canary.ts';
import type { CanaryPlan } from '../../src/domain/plan.ts';
import type { LoadBalancer } from '../../src/domain/pool.ts';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { json, rejection, startOddServer } from '../clients/odd-server.ts';
import { aCanary } from '../domain/canary-input.ts';
import { aSpec } from '../domain/spec-input.ts';
import { noBalancer } from '../support/no-balancer.ts';
import { eventually } from '../support/eventually.ts';

const entry: EntryAbilities = {
  sticky: { header: 'x-user' },
  routes: { header: ['x-canary'], cookie: [], query: [] },
};
let marathon: LocalMarathon;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-plan-'));
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

const vector = (...values: string[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [0, value] })) },
});

/** A Prometheus that answers each query as a test wants; `undefined`: no series. */
async function prometheusThat(answer: (query: string) => unknown) {
  const server = await startOddServer(({ url }, response: ServerResponse) => {
    const said = answer(new URL(url, 'http://prometheus').searchParams.get('query') ?? '');
    const isError = typeof said === 'object' && said !== null && 'errorType' in said;
    json(response, isError ? 400 : 200, said ?? vector());
  });
  return { prometheus: createPrometheus({ url: server.url }), seen: server.seen };
}

type Answers = (query: string) => unknown;

async function plan(
  different: Readonly<Record<string, unknown>>,
  answer: Answers,
  patienceMs = 0,
  configured: { readonly entry?: EntryAbilities } = { entry },
): Promise<CanaryPlan> {
  const { prometheus } = await prometheusThat(answer);
  const loadBalancer: LoadBalancer = {
    ...noBalancer,
    readEntry: () => Promise.resolve(configured.entry),
    read: () => Promise.resolve({ servers: [], shareOfB: {} }),
  };
  const target = { marathon: createMarathon({ url: marathon.url }), loadBalancer, prometheus };
  const activities = planActivities({ local: target }, { metricsPatienceMs: patienceMs });
  const planned: Promise<unknown> = new MockActivityEnvironment().run(async () => {
    const spec = await activities.checkCanarySpec(aCanary(different));
    return activities.planCanary({ spec, release: 'r1' });
  });
  return (await planned) as CanaryPlan;
}

const hasAll: Answers = (query) =>
  query.includes('/shop-a') || query.includes('shop_a') ? vector('1') : undefined;
const byHaproxy: Answers = (query) => (query.includes('shop_a') ? vector('1') : undefined);
const byOtherNames: Answers = (query) =>
  query.includes('http_requests_total{app="/shop-a"') ? vector('1') : undefined;

const successRate = { check: 'success-rate', passWhen: '>= 0.99' };

describe('planning a canary', () => {
  it("takes the app's own metrics where stable has them", async () => {
    const { checks, notes, blue } = await plan({ checks: [successRate] }, hasAll);
    expect(checks[0]?.query).toContain('requests_total{app="/shop-b"');
    expect(checks[0]?.query).not.toContain('http_requests_total');
    expect(notes).toContain('check "success-rate" is measured by the app\'s own metrics');
    expect(blue).toMatchObject({ appId: '/shop-a', instances: 2, healthyAtStart: 2 });
  });

  it('takes those of other usual names, and then those of HAProxy', async () => {
    expect((await plan({ checks: [successRate] }, byOtherNames)).checks[0]?.query).toContain(
      'http_requests_total{app="/shop-b"',
    );
    expect((await plan({ checks: [successRate] }, byHaproxy)).checks[0]?.query).toContain('{proxy="shop_b"}');
  });

  it('refuses a check that neither can measure, by its name', async () => {
    const error = await rejection(plan({ checks: [successRate] }, () => undefined));
    expect(error).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(error.message).toContain(
      'checks[0].check: "success-rate" cannot be measured: Prometheus has neither',
    );
  });

  it('takes the metrics that the spec names, also when stable has none yet', async () => {
    const { checks } = await plan({ checks: [{ ...successRate, source: 'app' }] }, byHaproxy);
    expect(checks[0]?.query).toContain('requests_total{app="/shop-b"');
  });

  it('waits for the metrics of a version that was released a moment ago', async () => {
    let asked = 0;
    const late: Answers = (query) => (query.includes('rate(') && ++asked < 3 ? undefined : hasAll(query));
    expect(
      (await plan({ checks: [{ ...successRate, source: 'auto' }], metrics: { requests: 'r' } }, late, 20_000))
        .checks,
    ).toHaveLength(1);
  });

  it('begins a check a window later when it has a value before the canary is there', async () => {
    const { checks } = await plan(
      { checks: [successRate, { name: 'own', query: 'vector(1)', failWhen: '> 2' }] },
      () => vector('1'),
    );
    expect(checks.map(({ initialDelayMs }) => initialDelayMs)).toEqual([60_000, 0]);
  });

  it.each([
    [
      'that does not parse',
      { status: 'error', errorType: 'bad_data', error: '1:5: parse error' },
      'parse error',
    ],
    ['that gives several series', vector('1', '2'), '2 series'],
  ])('refuses a query %s, by its field', async (_, answer, says) => {
    const own = { name: 'own', query: 'own{app="{{app}}"}', failWhen: '> 2' };
    const error = await rejection(
      plan({ checks: [successRate, own] }, (query) => (query.startsWith('own') ? answer : hasAll(query))),
    );
    expect(error).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(error.message).toContain('checks[1].query: "own{app=');
    expect(error.message).toContain(says);
  });

  it('refuses a query that gives several series of stable, since the canary is not there yet', async () => {
    const own = { name: 'own', query: 'own{app="{{app}}"}', failWhen: '> 2' };
    const error = await rejection(
      plan({ checks: [own] }, (query) => (query.includes('/shop-a') ? vector('1', '2') : undefined)),
    );
    expect(error).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(error.message).toContain('checks[0].query: "own{app=');
    expect(error.message).toContain('2 series');
  });

  it('asks the query for stable and that for requests, too', async () => {
    const own = { name: 'own', query: 'own{app="{{app}}"}', failWhen: '> 2', vs: 'stable', minRequests: 5 };
    const asked: string[] = [];
    await plan({ checks: [own] }, (query) => {
      asked.push(query);
      return query.includes('rate(') ? vector('1') : undefined;
    });
    expect(asked).toContain('own{app="/shop-b"}');
    expect(asked).toContain('own{app="/shop-a"}');
    expect(asked).toContainEqual(expect.stringContaining('sum(increase(requests_total{app="/shop-b"'));
  });

  it('refuses what HAProxy cannot do', async () => {
    const unknown = await rejection(plan({ sticky: { by: 'cookie' } }, hasAll));
    expect(unknown.message).toContain('sticky.by: "cookie" is not what HAProxy knows users by');
    const older = await rejection(plan({}, hasAll, 0, {}));
    expect(older.message).toContain("print HAProxy's configuration anew");
  });

  it('refuses a canary that would shrink beside restarts, as soon as its size is known', async () => {
    const steps = [{ setCanaryScale: { instances: 5 } }, { setWeight: 50 }];
    const error = await rejection(plan({ steps, checks: [{ check: 'restarts' }] }, hasAll));
    expect(error).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(error.message).toContain('lets the canary shrink, from 5 to 2 tasks at step 3');
  });

  it('needs a Prometheus in the target when there are checks', async () => {
    const target = { marathon: createMarathon({ url: marathon.url }), loadBalancer: noBalancer };
    const activities = planActivities({ local: target });
    const run = (input: unknown) =>
      new MockActivityEnvironment().run(() => activities.checkCanarySpec(input));
    expect(await run(aCanary())).toMatchObject({ procedure: 'canary' });
    const error = await rejection(run(aCanary({ checks: [successRate] })));
    expect(error.message).toBe('checks: 1 need Prometheus: give target "local" one, or leave them out');
  });

  it('goes to all at once for a first release, and asks Prometheus nothing', async () => {
    const asked: string[] = [];
    const result = await plan(
      { service: 'other', app: { id: '/other', healthChecks: [{}] }, checks: [successRate] },
      (query) => {
        asked.push(query);
        return undefined;
      },
    );
    expect(result).toMatchObject({ steps: [{ kind: 'set-weight', weight: 10_000 }], checks: [] });
    expect(result.blue).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe('one look', () => {
  const dead: LoadBalancer = {
    ...noBalancer,
    read: () => Promise.reject(new Error('HAProxy does not answer')),
  };
  const lookAt = async (id: string): Promise<Planning> => {
    const check = checkSpec(aSpec({ service: id.slice(1), app: { id, healthChecks: [{}] } }));
    if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
    const target = { marathon: createMarathon({ url: marathon.url }), loadBalancer: dead };
    const planning: Promise<unknown> = new MockActivityEnvironment().run(() =>
      planNow({ local: target }, check.spec, 'r1'),
    );
    return (await planning) as Planning;
  };

  it('needs no load balancer where Marathon tells who serves', async () => {
    expect(await lookAt('/shop')).toMatchObject({ kind: 'planned', plan: { blue: { appId: '/shop-a' } } });
  });

  it('does not take a service for a new one while the pool cannot be read', async () => {
    expect(await lookAt('/other')).toEqual({
      kind: 'not-yet',
      because: 'the pool to be read (HAProxy does not answer)',
    });
  });
});
