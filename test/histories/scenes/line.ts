import type { WhenBusy } from '../../../src/domain/control.ts';
import { serviceLineId } from '../../../workflows/messages-line.ts';
import type { Recording } from '../recording.ts';

/** Releases that wait for each other. */
export async function line({ world, blueGreen, serving, ended, keep }: Recording): Promise<void> {
  await serving('line', 1);
  const begin = (version: string, whenBusy: WhenBusy, duration: string) =>
    blueGreen('line', { version, spec: { whenBusy, bake: { duration } } });
  const first = await begin('v2', 'queue', '1h');
  await world.until(first, (now) => now.state === 'baking');
  const left = await begin('v3', 'queue', '1s');
  await world.until(left, (now) => now.state === 'queued' && now.message.includes('next to go'));
  const waiting = await begin('v3', 'queue', '1h');
  await world.until(waiting, (now) => now.state === 'queued');
  const older = await begin('v3', 'latest-wins', '1s');
  await world.until(older, (now) => now.state === 'queued');
  const newer = await begin('v4', 'latest-wins', '1s');
  await older.result().catch(() => undefined);
  await keep('superseded', older);
  await left.signal('abort', { by: 'ann' });
  await ended('queued-then-aborted', left);
  await first.signal('promote', { by: 'ann' });
  await ended('released-while-others-wait', first);
  await world.until(waiting, (now) => now.state === 'baking');
  const refused = await begin('v5', 'refuse', '1s');
  await refused.result().catch(() => undefined);
  await keep('refused', refused);
  const replacing = await begin('v5', 'replace', '1s');
  await ended('queued-then-replaced', waiting);
  await ended('queued-then-released', replacing);
  await ended('latest-released', newer);
  await keep('line', world.client.workflow.getHandle(serviceLineId('local', 'line')));
}
