import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowHandle } from '@temporalio/client';
import type { Outcome } from '../../src/domain/outcome.ts';
import { eventually } from '../support/eventually.ts';
import { observe } from '../support/observer.ts';
import { refillMs, watchServing } from '../support/refill.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const services = ['worker', 'marathon', 'leader', 'reload', 'haproxy', 'temporal', 'all', 'back'];
let world: World;
beforeAll(async () => {
  world = await aWorld(services);
}, 180_000);
afterAll(() => world.end());

vi.setConfig({ testTimeout: 120_000 });
const INSTANCES = 3;
const noBake = { bake: { duration: '0s' } };
/** From HAProxy's first answer to a pool that has all of its servers: 2 s, and longer where processes wait for a core. */
const refillBoundMs = (): number => 2_000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

/** Releases v1 with three tasks, so that a release of v2 has two batches. */
async function serving(service: string): Promise<void> {
  const outcome = await world.release(aSpec(service, { version: 'v1', instances: INSTANCES, spec: noBake }));
  expect(outcome.kind).toBe('released');
}

const begin = (service: string) => world.start(aSpec(service, { version: 'v2' }));

/** Waits until step `step` of batch `batch` has begun. */
async function reached(handle: WorkflowHandle, step: number, batch: number): Promise<void> {
  await world.until(handle, (now) =>
    now.steps.some((it) => it.step === step && it.batch === batch && it.state !== 'ahead'),
  );
}

async function inTheMiddle(service: string, step: number, batch: number) {
  const handle = await begin(service);
  await reached(handle, step, batch);
  return handle;
}

const observing = (service: string, floor = INSTANCES) => observe({ world, service, floor });

/** A release in whose middle Marathon dies: how many tasks serve is read from HAProxy alone. */
async function withoutMarathon(service: string, disturb: (handle: WorkflowHandle) => Promise<void>) {
  await serving(service);
  const observer = await observing(service, 0);
  const capacity = watchServing(world.stack, service);
  const handle = await begin(service);
  await disturb(handle);
  const outcome = await world.outcomeOf(handle);
  expect((await observer.end(outcome)).violations).toEqual([]);
  expect(await capacity.stop()).toBeGreaterThanOrEqual(INSTANCES);
  await expectReleased(service, outcome);
}

async function appsOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  const mine = apps.filter((app) => app.labels['PACER_SERVICE'] === service);
  return Object.fromEntries(mine.map((app) => [app.id, app.tasks.length]));
}

async function expectReleased(service: string, outcome: Outcome): Promise<void> {
  const serves = { appId: `/${service}-b`, instances: INSTANCES };
  expect(outcome).toMatchObject({ kind: 'released', serving: serves });
  expect(await appsOf(service)).toEqual({ [serves.appId]: INSTANCES });
}

describe('a release goes on, and every invariant holds,', () => {
  it.each([3, 5, 7, 8, 9])('after the worker was killed in step %d', async (step) => {
    if (Object.keys(await appsOf('worker')).length === 0) await serving('worker');
    const observer = await observing('worker');
    const handle = await inTheMiddle('worker', step, 1);
    await world.restartWorker();
    const outcome = await world.outcomeOf(handle);
    expect((await observer.end(outcome)).violations).toEqual([]);
    expect(outcome.kind).toBe('released');
    expect(Object.values(await appsOf('worker'))).toEqual([INSTANCES]);
  });

  it('after Marathon was killed while it scales green, and again while it kills tasks of blue', async () => {
    await withoutMarathon('marathon', async (handle) => {
      for (const step of [2, 9]) {
        await reached(handle, step, 1);
        await world.stack.marathon.kill();
        await world.stack.marathon.start();
      }
    });
  });

  it('after the leader of Marathon was lost with tasks of blue killed and its count as before', async () => {
    await withoutMarathon('leader', async (handle) => {
      await reached(handle, 8, 1);
      await fetch(`${world.stack.marathonUrl}/local/leader`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ diesBeforeStore: true }),
      });
      await eventually(() => {
        if (world.stack.marathon.running()) throw new Error('nothing has changed yet');
      }, 30_000);
      await world.stack.marathon.start();
    });
  });

  it('after Temporal was killed in three places, each time with the same database', async () => {
    await serving('temporal');
    const observer = await observing('temporal');
    const handle = await begin('temporal');
    for (const step of [2, 5, 9]) {
      await reached(handle, step, step === 9 ? 2 : 1);
      await world.stack.temporal!.kill();
      await world.stack.temporal!.start();
    }
    const outcome = await world.outcomeOf(handle);
    expect((await observer.end(outcome)).violations).toEqual([]);
    await expectReleased('temporal', outcome);
  });

  it('after everything was killed at once', async () => {
    await serving('all');
    const handle = await inTheMiddle('all', 9, 1);
    const { temporal, marathon, haproxy, prometheus } = world.stack;
    const servers = [temporal!, marathon, haproxy, prometheus];
    const tookMs = await refillMs(world.stack, { service: 'all', wanted: INSTANCES }, async () => {
      await Promise.all([world.worker, ...servers].map((it) => it.kill()));
      await Promise.all(servers.map((it) => it.start()));
      await world.restartWorker();
    });
    const observer = await observing('all');
    const outcome = await world.outcomeOf(handle);
    expect((await observer.end(outcome)).violations).toEqual([]);
    await expectReleased('all', outcome);
    console.log(
      `after everything was killed the pool was whole ${Math.round(tookMs)} ms after HAProxy answered`,
    );
  });
});

describe('HAProxy has its servers and its map within 2 s of its first answer, and no user fails after that,', () => {
  it.each([
    [
      'reload',
      'a reload with files that name no server',
      () => {
        world.stack.haproxy.signal('SIGUSR2');
      },
    ],
    [
      'haproxy',
      'a kill',
      async () => {
        await world.stack.haproxy.kill();
        await world.stack.haproxy.start();
      },
    ],
  ])('%s: after %s in the middle of a release', async (service, _title, disturb) => {
    await serving(service);
    const handle = await inTheMiddle(service, 8, 1);
    const tookMs = await refillMs(world.stack, { service, wanted: INSTANCES }, disturb);
    const observer = await observing(service);
    const outcome = await world.outcomeOf(handle);
    expect((await observer.end(outcome)).violations).toEqual([]);
    await expectReleased(service, outcome);
    expect(tookMs).toBeLessThan(refillBoundMs());
    console.log(`${service}: the pool was whole ${Math.round(tookMs)} ms after HAProxy answered`);
  });
});

describe('the way back goes on, and every invariant holds,', () => {
  it('after the worker was killed on it', async () => {
    await serving('back');
    const observer = await observing('back');
    const handle = await inTheMiddle('back', 8, 2);
    await handle.signal('abort');
    await world.until(handle, (now) => now.state === 'rolling-back');
    await world.restartWorker();
    const outcome = await world.outcomeOf(handle);
    expect((await observer.end(outcome)).violations).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { instances: INSTANCES } });
    expect(await appsOf('back')).toEqual({ '/back-a': INSTANCES });
  });
});
