import { describe, expect, it } from 'vitest';
import { appOf, ask, marathonForTest, runApp, settled } from './local-marathon.ts';

const SLEEP = 'exec sleep 1000';

/** What a careless client does to itself; by the same mechanics as in the real Marathon. */
describe('kill and scale', () => {
  it('takes one too many when a blind repeat meets the task as it dies', async () => {
    const { url } = await marathonForTest();
    let instances = 20;
    await runApp(url, { id: '/repeat', cmd: SLEEP, instances });
    const taken: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const { tasks } = await appOf(url, '/repeat');
      const kill = { ids: [tasks[0]!.id] };
      await ask(`${url}/v2/tasks/delete?scale=true`, 'POST', kill);
      // A repeat that comes before the death is refused: that one does no harm.
      await ask(`${url}/v2/tasks/delete?scale=true`, 'POST', kill).catch(() => undefined);
      const left = (await appOf(url, '/repeat')).instances;
      await settled(url, '/repeat', left);
      taken.push(instances - left);
      instances = left;
    }
    expect(taken).toContain(2);
    expect(taken.every((it) => it === 1 || it === 2)).toBe(true);
  });

  it('takes one only when the repeat comes after the task is gone', async () => {
    const { url } = await marathonForTest();
    const { tasks } = await runApp(url, { id: '/late-repeat', cmd: SLEEP, instances: 3 });
    const kill = { ids: [tasks[0]!.id] };
    await ask(`${url}/v2/tasks/delete?scale=true`, 'POST', kill);
    await settled(url, '/late-repeat', 2);
    await ask(`${url}/v2/tasks/delete?scale=true`, 'POST', kill);
    expect((await settled(url, '/late-repeat', 2)).instances).toBe(2);
  });
});

describe('scaling back a scale-up that waits for offers', () => {
  it('kills the tasks that run and keeps those that wait', async () => {
    const { url } = await marathonForTest({ launchDelayMs: 3000 });
    const { tasks } = await runApp(url, { id: '/stuck', cmd: SLEEP, instances: 2 });
    await ask(`${url}/v2/apps/stuck`, 'PUT', { instances: 4 });
    await ask(`${url}/v2/apps/stuck?force=true`, 'PUT', { instances: 2 });
    await settled(url, '/stuck', 0);
    const after = await settled(url, '/stuck', 2);
    const ids = tasks.map((it) => it.id);
    expect(after.tasks.filter((it) => ids.includes(it.id))).toEqual([]);
  });
});
