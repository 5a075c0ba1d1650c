import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad, type Load } from '../../src/demo/load.ts';
import { SLICE_MS } from '../../src/demo/load-history.ts';
import type { LoadReport } from '../../src/demo/load-report.ts';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { eventually } from '../support/eventually.ts';
import { readMap } from '../support/haproxy-map.ts';
import { aCanary, aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

/** Blue takes a moment to come up again: what is done before that is seen to be. */
const LAUNCH_DELAY_MS = 1_500;
const services = [
  'whole',
  'part',
  'safe',
  'warm',
  'sick',
  'dead',
  'stable',
  'silent',
  'cut',
  'stuck',
  'failed',
  'mute',
  'short',
  'late',
];
let world: World;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-way-back-'));
  world = await aWorld(services, { launchDelayMs: LAUNCH_DELAY_MS });
}, 180_000);
afterAll(async () => {
  await world.end();
  await rm(dir, { recursive: true, force: true });
});

async function serving(service: string, instances: number, app: Record<string, unknown> = {}): Promise<void> {
  const spec = aSpec(service, { version: 'v1', instances, spec: { bake: { duration: '0s' } } });
  const outcome = await world.release({ ...spec, app: { ...spec.app, ...app } });
  expect(outcome).toMatchObject({ kind: 'released' });
}

const v2 = (service: string, spec: Partial<BlueGreenSpec>, wanted: Partial<Wanted> = {}) =>
  world.start(aSpec(service, { version: 'v2', ...wanted, spec }));

const users = (service: string): Promise<Load> =>
  startLoad({ url: world.stack.serviceUrls[service] ?? '', ratePerSecond: 60 });

const isAt = (handle: WorkflowHandle, state: string) => world.until(handle, (now) => now.state === state);

/** Blue's half is gone, and a person is asked. */
const halfWay = { batches: { size: 2 }, approval: 'after-first-batch' } as const;

async function tasksOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  const own = apps.filter((app) => app.id.startsWith(`/${service}-`));
  return Object.fromEntries(own.map((app) => [app.id, app.tasks.length]));
}

/** When the last request was sent that a version answered, in ms after a moment; precise to a slice. */
function lastOf({ history }: LoadReport, version: string, sinceMs: number): number {
  const last = (history.sent[version] ?? []).findLastIndex((count) => count > 0);
  return history.fromMs + (last + 1) * SLICE_MS - sinceMs;
}

describe('the way back', () => {
  it('from a blue whose tasks all run is one of the users first, and nobody fails', async () => {
    // Withdrawn tasks still work for a while.
    await serving('whole', 4, { env: { APP_VERSION: 'v1', WORK_MS: '8000' } });
    const load = await users('whole');
    const handle = await v2('whole', { batches: { size: 2 }, drain: { timeout: '60s' } });
    await isAt(handle, 'draining');
    const saidMs = Date.now();
    await handle.signal('abort', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/whole-a', instances: 4 } });
    expect(report.failures).toEqual([]);
    expect(lastOf(report, 'v2', saidMs)).toBeLessThan(5_000);
    expect(await tasksOf('whole')).toEqual({ '/whole-a': 4 });
  });

  it('of users from a bad green goes as far as half of blue carries them, at once', async () => {
    await serving('part', 4);
    const handle = await v2('part', halfWay);
    await isAt(handle, 'waiting-for-approval');
    expect(await readMap(world.stack, 'part')).toBe('5000');
    const load = await users('part');
    await handle.signal('abort', { by: 'ann', reason: 'it answers nonsense', fast: true });
    await eventually(async () => {
      expect(await readMap(world.stack, 'part')).toBe('2500');
    }, 4_000);
    expect((await tasksOf('part'))['/part-a']).toBe(2);
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/part-a', instances: 4 } });
    expect(report.failures).toEqual([]);
    expect(await tasksOf('part')).toEqual({ '/part-a': 4 });
  });

  it('of users from a green that is well waits for the capacity of blue', async () => {
    await serving('safe', 4);
    const handle = await v2('safe', halfWay);
    await isAt(handle, 'waiting-for-approval');
    const load = await users('safe');
    await handle.signal('abort', { by: 'ann' });
    const shares = new Set<string | undefined>();
    await world.until(handle, (now) => {
      const begun = now.steps.some((it) => it.direction === 'roll-back' && it.step === 5);
      if (!begun) void readMap(world.stack, 'safe').then((share) => shares.add(share));
      return begun;
    });
    await handle.signal('abort', { by: 'bob' });
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'aborted', cause: { by: 'ann' } });
    // Who comes back has the users of one task, and no more, until all have come.
    expect([...shares]).toContain('5000');
    expect(Math.min(...[...shares].map(Number))).toBeGreaterThanOrEqual(3_333);
    expect(await tasksOf('safe')).toEqual({ '/safe-a': 4 });
  });

  it('from a warm bake is one change of the map', async () => {
    await serving('warm', 2);
    const handle = await v2('warm', { bake: { duration: '1h', blue: 'warm' } });
    await isAt(handle, 'baking');
    const load = await users('warm');
    await eventually(() => {
      expect(load.snapshot()?.byVersion['v2'] ?? 0).toBeGreaterThan(30);
    });
    const saidMs = Date.now();
    await handle.signal('abort', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/warm-a', instances: 2 } });
    expect(report.failures).toEqual([]);
    expect(lastOf(report, 'v2', saidMs)).toBeLessThan(3_000);
  });

  it('from a step that failed leaves blue as it was', async () => {
    await serving('failed', 2);
    const health = { timeout: '5s', tolerance: '3s' };
    const handle = await v2('failed', { onFailure: 'pause', health }, { bad: 'never-healthy' });
    const load = await users('failed');
    await isAt(handle, 'step-failed');
    await handle.signal('abort', { by: 'ann' });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', removed: '/failed-b' });
    const report = await load.stop();
    expect(report.failures).toEqual([]);
    expect(report.byVersion['v2']).toBeUndefined();
    expect(await tasksOf('failed')).toEqual({ '/failed-a': 2 });
  });

  it('of users from a green that turns unhealthy comes before the capacity of blue', async () => {
    await serving('sick', 4);
    const handle = await v2('sick', halfWay, { bad: 'unhealthy-after:12' });
    await isAt(handle, 'waiting-for-approval');
    const load = await users('sick');
    await isAt(handle, 'rolling-back');
    await eventually(async () => {
      expect(await readMap(world.stack, 'sick')).toBe('0');
    }, 4_000);
    expect((await tasksOf('sick'))['/sick-a']).toBe(2);
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'unhealthy' } });
    expect((await load.stop()).failures).toEqual([]);
    expect(await tasksOf('sick')).toEqual({ '/sick-a': 4 });
  });
});

/** Blue's tasks end at once from the moment in which the file is there. */
async function mortal(service: string): Promise<{ die: () => Promise<void>; live: () => Promise<void> }> {
  const file = join(dir, service);
  const { app } = aSpec(service, { version: 'v1' });
  await serving(service, 2, { cmd: `test ! -e ${file} && ${String(app['cmd'])}` });
  return {
    die: async () => {
      await writeFile(file, '');
      const response = await fetch(`${world.stack.marathonUrl}/v2/apps/${service}-a/tasks`, {
        method: 'DELETE',
      });
      expect(response.ok).toBe(true);
      await eventually(async () => {
        const blue = await world.marathon.readApp(`/${service}-a`);
        expect(blue?.tasks.filter((it) => it.health.kind === 'healthy')).toEqual([]);
      });
    },
    live: () => rm(file),
  };
}

/** What the death itself has cost is over: HAProxy knows of it. */
async function isServed(service: string): Promise<void> {
  await eventually(async () => {
    for (let request = 1; request <= 40; request += 1)
      expect((await fetch(world.stack.serviceUrls[service]!)).status).toBe(200);
  }, 20_000);
}

describe('a dead blue', () => {
  it('gets nobody from a bad green: the release holds and asks, and goes back once blue lives', async () => {
    const blue = await mortal('dead');
    const health = { timeout: '8s', tolerance: '3s' };
    const handle = await v2('dead', { ...halfWay, batches: { size: 1 }, health });
    await isAt(handle, 'waiting-for-approval');
    await blue.die();
    await isServed('dead');
    const load = await users('dead');
    await handle.signal('abort', { by: 'ann', fast: true });
    const held = await isAt(handle, 'holding');
    expect(held.message).toMatch(/could not roll back: .*dead-a/);
    await blue.live();
    await handle.signal('resume', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/dead-a', instances: 2 } });
    expect(report.failures).toEqual([]);
    expect(report.byVersion).toMatchObject({
      v1: expect.any(Number) as number,
      v2: expect.any(Number) as number,
    });
  });

  it('gets nobody from a canary either, not even in the moment of the abort', async () => {
    const stable = await mortal('stable');
    const canary = aCanary(
      'stable',
      { version: 'v2' },
      { steps: [{ setWeight: 50 }, { pause: {} }], health: { timeout: '8s', tolerance: '3s' } },
    );
    const handle = await world.start(canary);
    await isAt(handle, 'waiting-for-approval');
    await stable.die();
    await isServed('stable');
    const load = await users('stable');
    await handle.signal('abort', { by: 'ann' });
    await isAt(handle, 'holding');
    expect(await readMap(world.stack, 'stable')).toBe('5000');
    await stable.live();
    await handle.signal('resume', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/stable-a', instances: 2 } });
  });
});

/** From the moment in which the file is there, only one more task of blue comes up. */
async function reluctant(
  service: string,
): Promise<{ yieldOne: () => Promise<void>; live: () => Promise<void> }> {
  const file = join(dir, service);
  const { app } = aSpec(service, { version: 'v1' });
  const cmd = `(test ! -e ${file} || mkdir ${file}.once) && ${String(app['cmd'])}`;
  await serving(service, 4, { cmd, backoffSeconds: 1, backoffFactor: 1 });
  return { yieldOne: () => writeFile(file, ''), live: () => rm(file) };
}

describe('a blue of which one task does not come up', () => {
  const spec = { ...halfWay, health: { timeout: '6s', tolerance: '3s' } };

  it('takes everybody from a bad green before the release holds', async () => {
    const blue = await reluctant('short');
    const handle = await v2('short', spec);
    await isAt(handle, 'waiting-for-approval');
    await blue.yieldOne();
    const load = await users('short');
    await handle.signal('abort', { by: 'ann', fast: true });
    await isAt(handle, 'holding');
    expect(await readMap(world.stack, 'short')).toBe('0');
    await blue.live();
    await handle.signal('resume', { by: 'ann' });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', removed: '/short-b' });
    expect((await load.stop()).failures).toEqual([]);
  });

  it('has users for each that comes, also while the release holds', async () => {
    const blue = await reluctant('late');
    const handle = await v2('late', spec);
    await isAt(handle, 'waiting-for-approval');
    await blue.yieldOne();
    await handle.signal('abort', { by: 'ann' });
    await isAt(handle, 'holding');
    expect(await readMap(world.stack, 'late')).toBe('4000');
    await blue.live();
    await eventually(async () => {
      expect(await readMap(world.stack, 'late')).toBe('3333');
    }, 15_000);
    expect(await world.status(handle)).toMatchObject({ state: 'holding' });
    await handle.signal('resume', { by: 'ann' });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', removed: '/late-b' });
  });
});

describe('while Marathon accepts connections and answers nothing', () => {
  it('an abort in the middle of a wait ends on blue once it answers', async () => {
    await serving('silent', 2);
    const handle = await v2(
      'silent',
      { batches: { size: 2 }, health: { timeout: '60s' } },
      { bad: 'never-healthy' },
    );
    await world.until(handle, ({ wait }) => wait?.owner === 'marathon');
    world.stack.marathon.signal('SIGSTOP');
    const saidMs = Date.now();
    await handle.signal('abort', { by: 'ann' });
    await world.until(handle, (now) =>
      now.events.some((it) => it.text.includes('of the users go to /silent-a')),
    );
    const decidedMs = Date.now() - saidMs;
    world.stack.marathon.signal('SIGCONT');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/silent-a', instances: 2 } });
    expect(decidedMs).toBeLessThan(15_000);
    expect(await tasksOf('silent')).toEqual({ '/silent-a': 2 });
  });

  it('nobody stays on a canary that is aborted', async () => {
    await serving('stuck', 1);
    const handle = await world.start(
      aCanary('stuck', { version: 'v2' }, { steps: [{ setWeight: 50 }, { pause: {} }] }),
    );
    await isAt(handle, 'waiting-for-approval');
    const load = await users('stuck');
    world.stack.marathon.signal('SIGSTOP');
    const saidMs = Date.now();
    await handle.signal('abort', { by: 'ann' });
    await eventually(async () => {
      expect(await readMap(world.stack, 'stuck')).toMatch(/^-?\d*0000$/);
      expect(await readMap(world.stack, 'stuck')).not.toBe('5000');
    }, 4_000);
    world.stack.marathon.signal('SIGCONT');
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/stuck-a', instances: 1 } });
    expect(report.failures).toEqual([]);
    expect(lastOf(report, 'v2', saidMs)).toBeLessThan(4_000);
  });
});

describe('while HAProxy hangs', () => {
  it('an abort in the middle of a drain ends on blue once it answers', async () => {
    await serving('mute', 2, { env: { APP_VERSION: 'v1', WORK_MS: '8000' } });
    const load = await users('mute');
    const handle = await v2('mute', { batches: { size: 1 }, drain: { timeout: '60s' } });
    await isAt(handle, 'draining');
    await load.stop();
    // its master and its worker
    process.kill(-world.stack.haproxy.pid, 'SIGSTOP');
    const saidMs = Date.now();
    await handle.signal('abort', { by: 'ann' });
    await world.until(handle, (now) => now.events.some((it) => it.text.startsWith('could not yet')));
    const notedMs = Date.now() - saidMs;
    process.kill(-world.stack.haproxy.pid, 'SIGCONT');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/mute-a', instances: 2 } });
    expect(notedMs).toBeLessThan(40_000);
    expect(await tasksOf('mute')).toEqual({ '/mute-a': 2 });
  });
});

describe('a cancel by Temporal', () => {
  it('is an abort, also when it is said twice and again on the way back', async () => {
    await serving('cut', 2);
    const handle = await v2('cut', { batches: { size: 1 }, bake: { duration: '1h' } });
    await world.until(handle, (now) => now.steps.some((it) => it.batch === 2 && it.state === 'running'));
    const load = await users('cut');
    await handle.cancel();
    await handle.cancel();
    await isAt(handle, 'rolling-back');
    await handle.cancel();
    await handle.signal('abort', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({
      kind: 'aborted',
      cause: { kind: 'cancelled', message: 'the workflow was cancelled' },
      serving: { appId: '/cut-a', instances: 2 },
    });
    const { events } = await world.status(handle);
    expect(events.map((it) => it.text)).toContain(
      'abort by ann (ignored: it does nothing while the release is rolling-back)',
    );
  });
});
