import type { ReleaseStatus } from '../../../src/domain/status.ts';
import type { Recording } from '../recording.ts';

const inBatch2 = ({ steps }: ReleaseStatus): boolean =>
  steps.some((it) => it.batch === 2 && it.state !== 'ahead');

/** What an earlier release has left, which was terminated. */
export async function halfWay({ world, blueGreen, serving, ended }: Recording): Promise<void> {
  await serving('left', 3);
  const leave = async (version: string): Promise<void> => {
    const handle = await blueGreen('left', { version });
    await world.until(handle, inBatch2);
    await handle.terminate('a recording');
  };
  await leave('v2');
  await ended('adopted-and-finished', await blueGreen('left', { version: 'v2' }));
  await leave('v3');
  await ended('turned-back-first', await blueGreen('left', { version: 'v4' }));
  await leave('v5');
  await ended('turned-back', await blueGreen('left', { version: 'v5', spec: { adopt: 'back' } }));
}
