import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { keeperFindActivities } from '../../activities/keeper-find.ts';
import { planNow, type Planning } from '../../activities/plan-now.ts';
import { previewActivities } from '../../activities/preview.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import type { LoadBalancer } from '../../src/domain/pool.ts';
import { serverName } from '../../src/domain/pool-intent.ts';
import type { Preview } from '../../src/domain/preview/preview.ts';
import { checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { json, startOddServer } from '../clients/odd-server.ts';
import { aSpec } from '../domain/spec-input.ts';
import { noBalancer } from '../support/no-balancer.ts';

const understood = {
  ...{ id: '/shop-a', instances: 1, version: 'v', labels: { PACER_SERVICE: 'shop' } },
  ...{ deployments: [], tasks: [{ id: 'shop.1', host: 'h', ports: [1], state: 'TASK_RUNNING' }] },
};
const inPool = {
  balancer: 'one',
  slot: 'a',
  address: 'h:1',
  state: 'serving',
  sessions: 0,
  queue: 0,
} as const;
const loadBalancer: LoadBalancer = {
  ...noBalancer,
  read: () =>
    Promise.resolve({ servers: [{ ...inPool, name: serverName('in-pool.1') }], shareOfB: { one: 0 } }),
};

/** A Marathon that serves shop by one app, and has another that is not understood. */
async function aTarget(odd: object) {
  const app = { ...understood, labels: {}, version: 7, tasks: [], ...odd };
  const server = await startOddServer(({ url }, response) => {
    if (url.startsWith('/v2/apps?')) json(response, 200, { apps: [understood, app] });
    else json(response, 200, { app: { id: '/shop-a', cmd: 'run', instances: 1 } });
  });
  return { local: { marathon: createMarathon({ url: server.url }), loadBalancer } };
}

const run = <T>(act: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment().run<[], T, () => Promise<T>>(act);

async function planned(odd: object): Promise<Planning> {
  const check = checkSpecOfEither(aSpec());
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  const target = await aTarget(odd);
  return run(() => planNow(target, check.spec, 'r9'));
}

async function previewed(odd: object): Promise<Preview> {
  const nobody = () => Promise.resolve(undefined);
  const activities = previewActivities(await aTarget(odd), nobody, { read: nobody });
  return run(() => activities.previewRelease({ spec: aSpec(), lockId: 'lock' }));
}

async function serving(odd: object) {
  const activities = keeperFindActivities(await aTarget(odd), () => Promise.resolve(undefined));
  return run(() =>
    activities.findServing({ target: 'local', service: 'shop', portIndex: 0, lockId: 'lock' }),
  );
}

const others = [
  ['another service', { id: '/web', labels: { PACER_SERVICE: 'web' } }],
  ['nobody', { id: '/web' }],
] as const;
const ours = [
  ['its label', { id: '/web', labels: { PACER_SERVICE: 'shop' } }],
  ['a task in its pool', { id: '/web', tasks: [{ id: 'in-pool.1' }] }],
] as const;

describe('an app that is not understood', () => {
  it.each(others)('is left out by a plan, a preview and a keeper when it is of %s', async (_, odd) => {
    expect((await planned(odd)).kind).toBe('planned');
    expect((await previewed(odd)).obstacles.filter((it) => it.blocks)).toEqual([]);
    expect((await serving(odd))?.sides).toMatchObject([{ appId: '/shop-a' }]);
  });

  it.each(ours)('is an error with its place when it has %s', async (_, odd) => {
    const place = 'apps.1 (/web).version: ';
    await expect(planned(odd)).rejects.toThrow(place);
    const { obstacles } = await previewed(odd);
    expect(obstacles.filter((it) => it.blocks)).toMatchObject([
      { what: expect.stringContaining(place) as string },
    ]);
  });

  it('is an error for a keeper, too', async () => {
    await expect(serving(ours[1][1])).rejects.toThrow('apps.1 (/web).version: ');
  });

  it("is an error when its id may be one of the service's, and in the way when green's id is its", async () => {
    await expect(planned({ id: '/shop-v2' })).rejects.toThrow('apps.1 (/shop-v2).version: ');
    const planning = await planned({ id: '/shop-b', labels: { PACER_SERVICE: 'web' } });
    expect(planning).toMatchObject({ kind: 'refused', problems: [{ path: ['app', 'id'] }] });
  });
});
