import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import { eventually } from '../support/eventually.ts';
import { aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const services = ['paused', 'late', 'sickblue', 'sickgreen', 'scaled', 'replaced', 'prometheus'];
let world: World;
beforeAll(async () => {
  world = await aWorld(services);
}, 180_000);
afterAll(() => world.end());

const noBake = { bake: { duration: '0s' } };
const longBake = { bake: { duration: '1h' } };

async function serving(service: string, instances: number, wanted: Partial<Wanted> = {}): Promise<void> {
  const outcome = await world.release(aSpec(service, { version: 'v1', instances, spec: noBake, ...wanted }));
  expect(outcome.kind).toBe('released');
}

async function instancesOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  const mine = apps.filter((app) => app.id.startsWith(`/${service}`));
  return Object.fromEntries(mine.map((app) => [app.id, app.instances]));
}

async function version(service: string): Promise<unknown> {
  const answer = await fetch(world.stack.serviceUrls[service]!);
  return ((await answer.json()) as { version: unknown }).version;
}

/** A version whose tasks Marathon never kills, however unhealthy they are. */
function neverKilled(service: string, wanted: Wanted) {
  const spec = aSpec(service, wanted);
  const checks = spec.app['healthChecks'] as readonly object[];
  return {
    ...spec,
    app: { ...spec.app, healthChecks: checks.map((it) => ({ ...it, maxConsecutiveFailures: 0 })) },
  };
}

describe('an operator', () => {
  it('who pauses during the bake keeps blue after it', async () => {
    await serving('paused', 1);
    const handle = await world.start(aSpec('paused', { version: 'v2', spec: { bake: { duration: '2s' } } }));
    await world.until(handle, (now) => now.state === 'baking');
    await handle.signal('pause');
    await world.until(handle, (now) => now.state === 'paused');
    expect(await instancesOf('paused')).toEqual({ '/paused-a': 0, '/paused-b': 1 });
    await handle.signal('resume');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('who aborts together with a promote gets blue back', async () => {
    await serving('late', 1);
    const handle = await world.start(aSpec('late', { version: 'v2', spec: longBake }));
    await world.until(handle, (now) => now.state === 'baking');
    await handle.signal('promote');
    await handle.signal('abort');
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'aborted',
      serving: { appId: '/late-a', instances: 1 },
    });
    expect(await instancesOf('late')).toEqual({ '/late-a': 1 });
  });
});

describe('a release', () => {
  it('replaces a blue of which a task has turned sick', async () => {
    await world.release(
      neverKilled('sickblue', { version: 'v1', instances: 2, bad: 'unhealthy-after:6', spec: noBake }),
    );
    await eventually(async () => {
      const blue = await world.marathon.readApp('/sickblue-a');
      expect(blue?.tasks.map((task) => task.health.kind)).toEqual(['unhealthy', 'unhealthy']);
    }, 20_000);
    expect(await world.release(aSpec('sickblue', { version: 'v2' }))).toMatchObject({ kind: 'released' });
    expect(await version('sickblue')).toBe('v2');
  });

  it('gets back from a green that is sick and that Marathon does not kill', async () => {
    await serving('sickgreen', 2);
    const spec = neverKilled('sickgreen', {
      version: 'v2',
      bad: 'unhealthy-after:8',
      spec: { approval: 'after-first-batch' },
    });
    const load = await startLoad({ url: world.stack.serviceUrls['sickgreen']!, ratePerSecond: 40 });
    const outcome = await world.release(spec);
    const report = await load.stop();
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'unhealthy' },
      serving: { instances: 2 },
    });
    expect(report.failures).toEqual([]);
    expect(await instancesOf('sickgreen')).toEqual({ '/sickgreen-a': 2 });
  });

  it('gets back to a blue that somebody has scaled up meanwhile', async () => {
    await serving('scaled', 2);
    const handle = await world.start(
      aSpec('scaled', { version: 'v2', spec: { approval: 'after-first-batch' } }),
    );
    await world.until(handle, (now) => now.state === 'waiting-for-approval');
    await world.marathon.setInstances('/scaled-a', 4);
    await eventually(async () => {
      expect((await world.marathon.readApp('/scaled-a'))?.deployments).toEqual([]);
    });
    await handle.signal('abort');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', serving: { appId: '/scaled-a' } });
    expect(await instancesOf('scaled')).toEqual({ '/scaled-a': 4 });
  });

  it('lets in the green task that comes in place of one that died', async () => {
    await serving('replaced', 2);
    const spec = aSpec('replaced', {
      version: 'v2',
      spec: { approval: 'after-first-batch', health: { tolerance: '20s', timeout: '30s' } },
    });
    const handle = await world.start(spec);
    await world.until(handle, (now) => now.state === 'waiting-for-approval');
    const dead = (await world.marathon.readApp('/replaced-b'))?.tasks[0]?.id ?? '';
    await fetch(`${world.stack.marathonUrl}/v2/apps/replaced-b/tasks/${dead}`, { method: 'DELETE' });
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => version('replaced')));
      const tasks = (await world.marathon.readApp('/replaced-b'))?.tasks.map((task) => task.id) ?? [];
      expect(tasks).not.toContain(dead);
      expect(new Set(answers)).toEqual(new Set(['v1', 'v2']));
    }, 20_000);
    await handle.signal('promote');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('watches green on while Prometheus is down, and does not pass on it', async () => {
    await serving('prometheus', 1);
    const checks = [{ name: 'up', query: 'min(up{app="{{app}}"})', min: 0 }];
    const spec = { bake: { duration: '2s', interval: '1s', checks } };
    await world.stack.prometheus.kill();
    const handle = await world.start(aSpec('prometheus', { version: 'v2', spec }));
    await world.until(handle, (now) => now.state === 'baking');
    const { raw } = await handle.describe();
    expect(raw.pendingActivities?.length).toBe(1);
    await eventually(async () => {
      const description = await handle.describe();
      const details = description.raw.pendingActivities?.[0]?.heartbeatDetails?.payloads?.[0]?.data;
      expect(Buffer.from(details ?? []).toString()).toContain('Prometheus');
    });
    await world.stack.prometheus.start();
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });
});
