import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

/** Each step of the second batch, where both versions have users, and the first and last step of all. */
const places = [
  { step: 1 },
  { step: 2, batch: 2 },
  { step: 3, batch: 2 },
  { step: 5, batch: 2 },
  { step: 6, batch: 2 },
  { step: 7, batch: 2 },
  { step: 8, batch: 2 },
  { step: 9, batch: 2 },
  { step: 11 },
];

let world: World;
beforeAll(async () => {
  world = await aWorld(['shop']);
  const blue = aSpec('shop', { version: 'v1', instances: 3, spec: { bake: { duration: '0s' } } });
  expect(await world.release(blue)).toMatchObject({ kind: 'released' });
}, 180_000);
afterAll(() => world.end());

async function apps(): Promise<Record<string, readonly string[]>> {
  const all = await world.marathon.listApps();
  return Object.fromEntries(all.map((app) => [app.id, app.tasks.map((task) => task.state)]));
}

describe('an abort', () => {
  it.each(places)(
    'at step $step of batch $batch ends with blue as it was, and no request fails',
    async (at) => {
      const load = await startLoad({ url: world.stack.haproxyUrl, ratePerSecond: 60 });
      const handle = await world.start(aSpec('shop', { version: 'v2', spec: { bake: { duration: '1h' } } }));
      await world.until(handle, ({ steps }) =>
        steps.some((it) => it.step === at.step && it.batch === at.batch && it.state !== 'ahead'),
      );
      await handle.signal('abort', { by: 'ann' });
      const outcome = await world.outcomeOf(handle);
      const report = await load.stop();

      expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/shop-a', instances: 3 } });
      expect(report.failures).toEqual([]);
      expect(await apps()).toEqual({ '/shop-a': ['TASK_RUNNING', 'TASK_RUNNING', 'TASK_RUNNING'] });
      const answer = await fetch(world.stack.haproxyUrl);
      expect(await answer.json()).toMatchObject({ version: 'v1' });
    },
  );
});
