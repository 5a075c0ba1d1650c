import type { Recording } from '../recording.ts';

const well = { name: 'well', query: 'vector(1)', passWhen: '> 0', interval: '300ms' } as const;
const bad = { name: 'bad', query: 'vector(1)', failWhen: '> 0', interval: '1s', failureLimit: 1 } as const;

/** What is said where it does nothing, or a second time. */
export async function words({ world, blueGreen, canary, serving, ended }: Recording): Promise<void> {
  await serving('words', 2);
  const running = await blueGreen('words', { version: 'v2' });
  await world.until(running, (now) => now.state === 'running');
  await running.signal('pause', { by: 'ann' });
  await running.signal('promote', { by: 'ann' });
  await world.until(running, (now) => now.state === 'paused');
  await running.signal('resume', { by: 'ann' });
  await ended('promoted-while-running', running);

  const twice = await blueGreen('words', { version: 'v3', spec: { bake: { duration: '1h' } } });
  await world.until(twice, (now) => now.state === 'baking');
  await twice.signal('abort', { by: 'ann' });
  await world.until(twice, (now) => now.state === 'rolling-back');
  await twice.signal('abort', { by: 'ann', reason: 'again' });
  await ended('aborted-twice', twice);

  const sentBack = await canary('words', 'v4', { weights: [10, 50], pause: '1h', checks: [bad] });
  await world.until(sentBack, (now) => now.state === 'rolling-back');
  await sentBack.signal('abort', { by: 'ann' });
  await ended('canary-aborted-on-its-way-back', sentBack);

  const cancelled = await canary('words', 'v5', { weights: [50], pause: '1h', checks: [well] });
  await world.until(cancelled, (now) => now.state === 'observing');
  await cancelled.cancel();
  await ended('canary-cancelled', cancelled);

  const held = await canary('words', 'v6', { weights: [50], pause: '1h', checks: [well] });
  const { blue } = await world.until(held, (now) => now.state === 'observing');
  await world.marathon.deleteApp(blue?.appId ?? '', { force: true });
  await held.cancel();
  await world.until(held, (now) => now.state === 'holding');
  await held.signal('promote', { by: 'ann' });
  await held.executeUpdate('resume', { args: [{ by: 'ann' }] });
  await world.until(held, (now) => {
    const said = now.events.map((it) => it.text);
    const again = said.indexOf('trying again to roll back');
    return again !== -1 && said.findLastIndex((it) => it.startsWith('could not')) > again;
  });
  await held.signal('abort', { by: 'ann' });
  await ended('canary-held', held);
}
