import type { Recording } from '../recording.ts';

/** What every version can do. */
export async function plainReleases({ world, blueGreen, ended }: Recording): Promise<void> {
  const first = await blueGreen('shop', { version: 'v1', instances: 2 });
  await ended('first-release', first);

  const released = await blueGreen('shop', { version: 'v2', spec: { approval: 'after-first-batch' } });
  await world.until(released, (now) => now.state === 'waiting-for-approval');
  await released.signal('pause', { by: 'ann' });
  await released.signal('promote', { by: 'ann', reason: 'looks good' });
  await ended('released-with-approval', released);

  const sick = await blueGreen('shop', {
    version: 'v3',
    bad: 'never-healthy',
    spec: { health: { timeout: '5s' } },
  });
  await ended('rolled-back', sick);

  const aborted = await blueGreen('shop', { version: 'v3', spec: { bake: { duration: '1h' } } });
  await world.until(aborted, (now) => now.state === 'baking');
  await aborted.signal('abort', { by: 'ann' });
  await ended('aborted-in-bake', aborted);
}
