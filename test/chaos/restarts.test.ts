import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const services = ['worker', 'marathon', 'haproxy', 'temporal', 'back'];
let world: World;
beforeAll(async () => {
  world = await aWorld(services);
}, 180_000);
afterAll(() => world.end());

const noBake = { bake: { duration: '0s' } };

/** Releases v1 with three tasks, so that a release of v2 has two batches. */
async function serving(service: string): Promise<void> {
  const outcome = await world.release(aSpec(service, { version: 'v1', instances: 3, spec: noBake }));
  expect(outcome.kind).toBe('released');
}

/** Starts the release of v2 and returns its handle once step `step` of batch `batch` has begun. */
async function inTheMiddle(service: string, step: number, batch: number, bad?: string) {
  const handle = await world.start(aSpec(service, { version: 'v2', ...(bad === undefined ? {} : { bad }) }));
  await world.until(handle, (now) =>
    now.steps.some((it) => it.step === step && it.batch === batch && it.state !== 'ahead'),
  );
  return handle;
}

async function appsOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  const mine = apps.filter((app) => app.labels['PACER_SERVICE'] === service);
  return Object.fromEntries(mine.map((app) => [app.id, app.tasks.length]));
}

describe('a release goes on', () => {
  it.each([3, 5, 7, 8, 9])('after the worker was killed in step %d, and no request fails', async (step) => {
    if (Object.keys(await appsOf('worker')).length === 0) await serving('worker');
    const load = await startLoad({ url: world.stack.serviceUrls['worker']!, ratePerSecond: 40 });
    const handle = await inTheMiddle('worker', step, 1);
    await world.restartWorker();
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome.kind).toBe('released');
    expect(report.failures).toEqual([]);
    expect(Object.values(await appsOf('worker'))).toEqual([3]);
  });

  it('after Marathon was killed and started again, and no request fails', async () => {
    await serving('marathon');
    const load = await startLoad({ url: world.stack.serviceUrls['marathon']!, ratePerSecond: 40 });
    const handle = await inTheMiddle('marathon', 8, 1);
    await world.stack.marathon.kill();
    await world.stack.marathon.start();
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: '/marathon-b', instances: 3 } });
    expect(report.failures).toEqual([]);
    expect(await appsOf('marathon')).toEqual({ '/marathon-b': 3 });
  });

  it('after HAProxy was killed and started again: its servers and its map come back', async () => {
    await serving('haproxy');
    const handle = await inTheMiddle('haproxy', 8, 1);
    await world.stack.haproxy.kill();
    await world.stack.haproxy.start();
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released', serving: { appId: '/haproxy-b', instances: 3 } });
    const answer = await fetch(world.stack.serviceUrls['haproxy']!);
    expect(await answer.json()).toMatchObject({ version: 'v2' });
    expect(await appsOf('haproxy')).toEqual({ '/haproxy-b': 3 });
  });

  it('after Temporal was killed and started again on its database', async () => {
    await serving('temporal');
    const handle = await inTheMiddle('temporal', 8, 1);
    await world.stack.temporal!.kill();
    await world.stack.temporal!.start();
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
    expect(await appsOf('temporal')).toEqual({ '/temporal-b': 3 });
  });
});

describe('the way back goes on', () => {
  it('after the worker was killed on it', async () => {
    await serving('back');
    const handle = await inTheMiddle('back', 8, 2);
    await handle.signal('abort');
    await world.until(handle, (now) => now.state === 'rolling-back');
    await world.restartWorker();
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', serving: { instances: 3 } });
    expect(await appsOf('back')).toEqual({ '/back-a': 3 });
  });
});
