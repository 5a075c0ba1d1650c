import type { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import type { AppDefinition } from '../../src/domain/app.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import { eventually } from '../support/eventually.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld(['shop', 'hand', 'share']);
}, 180_000);
afterAll(() => world.end());

/** The apps of a service that Marathon has, with their instances. */
async function appsOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  return Object.fromEntries(
    apps.filter((app) => app.id.startsWith(`/${service}`)).map((app) => [app.id, app.instances]),
  );
}

async function versionOf(service: string): Promise<unknown> {
  const answer = await fetch(world.stack.serviceUrls[service]!);
  return ((await answer.json()) as { version: unknown }).version;
}

/** Begins a release and terminates it where `is` says: nothing is cleaned up by that. */
async function leaveHalfWay(spec: unknown, is: (status: ReleaseStatus) => boolean): Promise<void> {
  const handle = await world.start(spec);
  await world.until(handle, is);
  await handle.terminate('a test');
}

const inBatch2 = ({ steps }: ReleaseStatus) => steps.some((it) => it.batch === 2 && it.state !== 'ahead');

/** What users got meanwhile has to be an answer, each time. */
async function underLoad<T>(service: string, act: () => Promise<T>): Promise<T> {
  const load = await startLoad({ url: world.stack.serviceUrls[service]!, ratePerSecond: 60 });
  try {
    const result = await act();
    expect((await load.stop()).failures).toEqual([]);
    return result;
  } finally {
    await load.stop();
  }
}

/** A release to its end, with what it told on the way. */
async function told(spec: unknown): Promise<{ outcome: Outcome; events: readonly string[] }> {
  const handle = await world.start(spec);
  const outcome = await world.outcomeOf(handle);
  return { outcome, events: (await world.status(handle)).events.map(({ text }) => text) };
}

async function refusalOf(spec: BlueGreenSpec): Promise<string> {
  const failure: unknown = await (await world.start(spec)).result().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(WorkflowFailedError);
  const { cause } = failure as WorkflowFailedError;
  expect(cause).toMatchObject({ type: 'InvalidInput' });
  return (cause as ApplicationFailure).message;
}

const shop = (version: string, spec: Partial<BlueGreenSpec> = {}) =>
  aSpec('shop', { version, spec: { bake: { duration: '0s' }, ...spec } });

describe('a release that was terminated in its second batch', () => {
  beforeAll(async () => {
    const first = aSpec('shop', { version: 'v1', instances: 3, spec: { bake: { duration: '0s' } } });
    expect(await world.release(first)).toMatchObject({ kind: 'released' });
  });

  it('is finished by the same spec', async () => {
    const { outcome, events } = await underLoad('shop', async () => {
      await leaveHalfWay(shop('v2'), inBatch2);
      return told(shop('v2'));
    });
    expect(outcome).toMatchObject({
      kind: 'released',
      serving: { appId: '/shop-b', instances: 3 },
      previous: { definition: { id: '/shop', env: { APP_VERSION: 'v1' } }, instances: 3 },
    });
    expect(events).toContainEqual(expect.stringContaining('is gone on with'));
    const begun = outcome.steps.find((it) => it.step === 1)?.startedAt ?? '';
    expect(outcome.exposureMs).toBeGreaterThanOrEqual(Date.parse(outcome.endedAt) - Date.parse(begun));
    expect(await appsOf('shop')).toEqual({ '/shop-b': 3 });
    expect(await versionOf('shop')).toBe('v2');
  });

  it('is turned back first by the spec of another version', async () => {
    const { outcome, events } = await underLoad('shop', async () => {
      await leaveHalfWay(shop('v3'), inBatch2);
      return told(shop('v4'));
    });
    expect(outcome).toMatchObject({
      kind: 'released',
      serving: { appId: '/shop-a', instances: 3 },
      previous: { definition: { env: { APP_VERSION: 'v2' } }, instances: 3 },
    });
    expect(events).toContainEqual(
      expect.stringContaining('is turned back to /shop-b before this release begins'),
    );
    const did = outcome.steps.map(({ direction, state }) => `${direction}: ${state}`);
    expect(did[0]).toBe('roll-back: done');
    expect(did).not.toContain('release: ahead');
    expect(await appsOf('shop')).toEqual({ '/shop-a': 3 });
    expect(await versionOf('shop')).toBe('v4');
  });

  it('is turned back, and that is all, as asked', async () => {
    const { outcome } = await underLoad('shop', async () => {
      await leaveHalfWay(shop('v5'), inBatch2);
      return told(shop('v5', { adopt: 'back' }));
    });
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'operator' },
      serving: { appId: '/shop-a', instances: 3 },
      removed: '/shop-b',
    });
    expect(outcome.cause?.message).toContain('turned back as asked: /shop-b');
    expect(await appsOf('shop')).toEqual({ '/shop-a': 3 });
    expect(await versionOf('shop')).toBe('v4');
  });

  it('leaves nothing to turn back a second time', async () => {
    expect(await refusalOf(shop('v5', { adopt: 'back' }))).toContain(
      'adopt: "back" has nothing to turn back: /shop-a is alone',
    );
  });
});

describe('a version that was left half-way', () => {
  it('is removed, whoever began it, where the release that goes on with it has to go back', async () => {
    const bad = (timeout: string) =>
      aSpec('shop', { version: 'v6', bad: 'never-healthy', spec: { health: { timeout } } });
    await leaveHalfWay(bad('1m'), ({ steps }) => steps.some((it) => it.step === 3 && it.state === 'running'));
    const { outcome, events } = await told(bad('2s'));
    expect(events).toContainEqual(expect.stringContaining('is gone on with'));
    expect(outcome).toMatchObject({ kind: 'rolled-back', serving: { appId: '/shop-a', instances: 3 } });
    expect(await appsOf('shop')).toEqual({ '/shop-a': 3 });
  });

  it('stays as it is where the release is aborted while it waits for what the terminated one still does', async () => {
    await leaveHalfWay(shop('v7'), inBatch2);
    const handle = await world.start(shop('v8'));
    const { wait } = await world.until(handle, (it) => it.wait?.owner === 'clock');
    expect(wait?.reason).toMatch(/^anything that release .+ still does to end$/);
    await handle.signal('abort', { by: 'ann' });
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'aborted',
      summary: 'nothing was begun: /shop-a and /shop-b are as they were found',
      cause: { kind: 'operator', by: 'ann' },
    });
    expect(Object.keys(await appsOf('shop'))).toEqual(['/shop-a', '/shop-b']);
  });

  it('is turned back to the end by a release that is aborted meanwhile, which then does nothing more', async () => {
    const handle = await world.start(shop('v8'));
    await world.until(handle, ({ events }) =>
      events.some(({ text }) => text.startsWith('turning back /shop-b')),
    );
    await handle.signal('abort', { by: 'ann' });
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'aborted',
      cause: { kind: 'operator', by: 'ann' },
      serving: { appId: '/shop-a', instances: 3 },
    });
    expect(await appsOf('shop')).toEqual({ '/shop-a': 3 });
    expect(await versionOf('shop')).toBe('v4');
  });
});

describe('a release that cannot begin once it has turned a version back', () => {
  it('ends with the cause, and with the version that served before', async () => {
    await leaveHalfWay(shop('v9'), inBatch2);
    const handle = await world.start(shop('v10'));
    await world.until(handle, ({ events }) =>
      events.some(({ text }) => text.startsWith('turning back /shop-b')),
    );
    const app = aSpec('shop', { version: 'x' }).app as AppDefinition;
    const labels = { PACER_SERVICE: 'shop' };
    await world.marathon.createApp({ ...app, id: '/shop-x', labels, instances: 0 });
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      serving: { appId: '/shop-a', instances: 3 },
      removed: '/shop-b',
    });
    expect(outcome.cause?.message).toContain(
      '/shop-b was turned back, and then the release could not begin: ',
    );
    expect(outcome.cause?.message).toContain('Remove /shop-x');
    expect((await world.status(handle)).state).toBe('finished');
    await world.marathon.deleteApp('/shop-x', { force: true });
  });
});

describe('a change that somebody has begun by hand', () => {
  const byHand = (id: string, version: string): AppDefinition => ({
    ...(aSpec('hand', { version }).app as AppDefinition),
    id,
    instances: 2,
  });

  it('is finished where it is the version of the spec, and is found again by the next release', async () => {
    await world.marathon.createApp(byHand('/hand', 'v1'));
    await world.marathon.createApp(byHand('/hand-v2', 'v2'));
    await eventually(async () => {
      for (const app of await world.marathon.listApps())
        if (app.id.startsWith('/hand')) expect(app.tasks).toHaveLength(2);
    }, 20_000);
    const spec = (version: string) =>
      aSpec('hand', { version, instances: 2, spec: { bake: { duration: '0s' } } });

    const first = await world.release(spec('v2'));
    expect(first).toMatchObject({
      kind: 'released',
      serving: { appId: '/hand-v2', instances: 2 },
      removed: '/hand',
    });
    expect(await versionOf('hand')).toBe('v2');

    const second = await underLoad('hand', () => world.release(spec('v3')));
    expect(second).toMatchObject({ kind: 'released', serving: { appId: '/hand-a' }, removed: '/hand-v2' });
    expect(await appsOf('hand')).toEqual({ '/hand-a': 2 });

    await world.marathon.createApp({ ...byHand('/hand-b', 'x'), instances: 1 });
    expect(await refusalOf(spec('v4'))).toContain('Remove /hand-b, give adopt: back (--back)');
  });
});

describe('a canary that was terminated at its share', () => {
  it('is turned back first by the same spec, which then begins anew', async () => {
    const canary = (pause: string) =>
      aCanary('share', { version: 'v2', instances: 2 }, { weights: [25, 100], pause });
    expect(await world.release(aSpec('share', { version: 'v1', instances: 2 }))).toMatchObject({
      kind: 'released',
    });
    const { outcome, events } = await underLoad('share', async () => {
      await leaveHalfWay(canary('1h'), ({ state }) => state === 'observing');
      return told(canary('1s'));
    });
    expect(events).toContainEqual(
      expect.stringContaining('is turned back to /share-a before this release begins'),
    );
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: '/share-b', instances: 2 } });
    expect(await appsOf('share')).toEqual({ '/share-b': 2 });
  });
});
