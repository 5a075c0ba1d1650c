import type { Recording } from '../recording.ts';

/** After the plain ones, of the same service. */
export async function canaries({ world, canary, ended }: Recording): Promise<void> {
  const well = { name: 'well', query: 'vector(1)', passWhen: '> 0', interval: '300ms' } as const;
  const open = { name: 'open', query: 'vector(5)', passWhen: '> 9', failWhen: '< 1' } as const;

  const released = await canary('shop', 'v3', {
    steps: [
      { setWeight: 0 },
      { setHeaderRoute: { name: 'testers', match: [{ headerName: 'X-Canary' }] } },
      { pause: {} },
      { setWeight: 25 },
      { analysis: { checks: ['open'] } },
      { setCanaryScale: { instances: 2 } },
      { pause: { duration: '1s' } },
    ],
    checks: [well, open],
    sticky: { by: 'header' },
  });
  await world.until(released, (now) => now.state === 'waiting-for-approval');
  await released.signal('promote', { by: 'ann' });
  await world.until(released, (now) => now.state === 'inconclusive');
  await released.signal('resume');
  await world.until(released, (now) => now.checks?.some((it) => it.analysis === 'step 5 (2)') === true);
  await world.until(released, (now) => now.state === 'inconclusive');
  await released.signal('promote', { by: 'ann' });
  await ended('canary-released', released);

  const bad = { name: 'bad', query: 'vector(1)', failWhen: '> 0', interval: '1s', failureLimit: 1 } as const;
  const sentBack = await canary('shop', 'v4', { weights: [10, 50], pause: '1h', checks: [bad] });
  await ended('canary-rolled-back', sentBack);

  const doubted = await canary('shop', 'v4', {
    weights: [10, 50],
    pause: '1s',
    checks: [{ ...open, interval: '300ms' }],
  });
  await world.until(doubted, (now) => now.state === 'inconclusive');
  await doubted.signal('promote');
  await ended('canary-open-in-background', doubted);

  const aborted = await canary('shop', 'v5', { weights: [50], pause: '1h', checks: [well] });
  await world.until(aborted, (now) => now.state === 'observing');
  await aborted.signal('abort', { by: 'ann' });
  await ended('canary-aborted', aborted);
}
