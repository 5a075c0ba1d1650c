import type { WorkflowHandle } from '@temporalio/client';
import { aSpec } from '../../support/specs.ts';
import { portable, type Recording } from '../recording.ts';

/** Gates, and what people say beside them. */
export async function gates({ world, blueGreen, serving, ended }: Recording): Promise<void> {
  await serving('gates', 2);
  const isAt = (handle: WorkflowHandle, name: string) =>
    world.until(handle, (now) => now.gate?.name === name);

  const approved = await blueGreen('gates', {
    version: 'v2',
    spec: {
      batches: { size: 1 },
      until: { point: 'batch 1', for: '1s' },
      gates: [
        { before: 'traffic', deadline: '1s', onDeadline: 'approve' },
        { before: 'retire-blue', by: ['ann', 'bob'], approvals: 2 },
        { before: 'remove-blue' },
      ],
    },
  });
  await isAt(approved, 'before retire-blue');
  await approved.signal('approve', { by: 'cyd' });
  await approved.signal('approve', { by: 'ann' });
  await approved.executeUpdate('approve', { args: [{ by: 'bob' }] });
  await isAt(approved, 'before remove-blue');
  await approved.signal('promote', { by: 'ann', full: true });
  await ended('gates-approved', approved);

  const rejected = await blueGreen('gates', { version: 'v3', spec: { gates: [{ before: 'bake' }] } });
  await isAt(rejected, 'before bake');
  await rejected.executeUpdate('reject', { args: [{ by: 'ann', reason: 'not on a Friday' }] });
  await ended('gate-rejected', rejected);
}

export async function bounds({ world, blueGreen, serving, ended }: Recording): Promise<void> {
  await serving('bounds', 2);
  const late = aSpec('bounds', { version: 'v2', spec: { onFailure: 'pause', health: { timeout: '3s' } } });
  const app = { ...late.app, cmd: 'sleep 6; exec example-app.mjs' };
  const [check] = late.app['healthChecks'] as readonly object[];
  const patient = { ...app, healthChecks: [{ ...check, gracePeriodSeconds: 60 }] };
  const retried = await world.start({ ...late, app: patient });
  await world.until(retried, (now) => now.state === 'step-failed');
  await retried.signal('retry', { by: 'ann' });
  await world.until(retried, (now) => now.events.some((it) => it.text.startsWith('retry')));
  for (;;) {
    const { state } = await world.until(
      retried,
      (now) => now.state === 'finished' || now.state === 'step-failed',
    );
    if (state === 'finished') break;
    await retried.signal('retry', { by: 'ann' });
  }
  await ended('step-retried', retried);

  const deadlined = await blueGreen('bounds', {
    version: 'v3',
    spec: { deadlines: { release: '4s' }, bake: { duration: '1h' } },
  });
  await ended('deadline-of-the-release', deadlined);
}

export async function waits({ world, serving, ended }: Recording): Promise<void> {
  await serving('waits', 1, 600_000);
  await fetch(`${world.stack.serviceUrls['waits'] ?? ''}/work`, { method: 'POST' });
  const skipped = await world.start(portable(aSpec('waits', { version: 'v2' })));
  await world.until(skipped, (now) => now.state === 'draining');
  await skipped.executeUpdate('skip', { args: [{ by: 'ann' }] });
  await ended('drain-skipped', skipped);
}

/** The ways back that there are since users may leave first. */
export async function waysBack({ world, blueGreen, serving, ended }: Recording): Promise<void> {
  await serving('back', 4);
  const warm = await blueGreen('back', {
    version: 'v2',
    spec: { bake: { duration: '1h', blue: 'warm' } },
  });
  await world.until(warm, (now) => now.state === 'baking');
  await warm.signal('undo', { by: 'ann' });
  await ended('warm-bake-undone', warm);

  const halfWay = { batches: { size: 2 }, approval: 'after-first-batch' } as const;
  const fast = await blueGreen('back', { version: 'v3', spec: halfWay });
  await world.until(fast, (now) => now.state === 'waiting-for-approval');
  await fast.signal('abort', { by: 'ann', fast: true });
  await ended('fast-way-back', fast);

  const kept = await blueGreen('back', {
    version: 'v4',
    spec: { bake: { duration: '1s', blue: 'warm' } },
  });
  await ended('warm-bake-released', kept);
}
