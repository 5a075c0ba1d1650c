import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld(['load', 'sick', 'later', 'busy', 'held', 'two', 'first', 'stopped']);
}, 180_000);
afterAll(() => world.end());

/** The apps of a service that Marathon has, with their instances. */
async function appsOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  return Object.fromEntries(
    apps.filter((app) => app.labels['PACER_SERVICE'] === service).map((app) => [app.id, app.instances]),
  );
}

describe('a release', () => {
  it('takes a service under load from blue to green without one failed request', async () => {
    const first = await world.release(aSpec('load', { version: 'v1', instances: 3 }));
    expect(first).toMatchObject({ kind: 'released', serving: { appId: '/load-a', instances: 3 } });

    const load = await startLoad({ url: world.stack.serviceUrls['load']!, ratePerSecond: 100 });
    const second = await world.release(aSpec('load', { version: 'v2' }));
    const report = await load.stop();

    expect(second).toMatchObject({
      kind: 'released',
      serving: { appId: '/load-b', instances: 3 },
      removed: '/load-a',
    });
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(100);
    expect(report.byVersion['v2']).toBeGreaterThan(0);
    expect(await appsOf('load')).toEqual({ '/load-b': 3 });
    expect(second.steps.filter((step) => step.state !== 'done')).toEqual([]);
  });
});
