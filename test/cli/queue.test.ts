import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '../../src/cli/queue/read-queue.ts';
import type { WhenBusy } from '../../src/domain/control.ts';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';
import { aDirectory, pacer, startPacer } from './support/pacer.ts';

let world: World;
let dir: Awaited<ReturnType<typeof aDirectory>>;
beforeAll(async () => {
  dir = await aDirectory();
  world = await aWorld(['shop']);
}, 180_000);
afterAll(async () => {
  await world.end();
  await dir.remove();
});

const there = () => ({ TEMPORAL_ADDRESS: world.stack.temporalAddress, NO_COLOR: '1' });
const run = (...args: readonly string[]) => pacer(args, there());
const specOf = (version: string, whenBusy: WhenBusy, bake = '0s') =>
  aSpec('shop', { version, instances: 1, spec: { whenBusy, bake: { duration: bake } } });
const handleOf = (id: string): WorkflowHandle => world.client.workflow.getHandle(id);

async function released(id: string, version: string, whenBusy: WhenBusy, ...more: readonly string[]) {
  const file = await dir.write(`${version}-${whenBusy}.json`, JSON.stringify(specOf(version, whenBusy)));
  return ['release', file, '--workflow-id', id, '--by', 'ann', ...more] as const;
}

async function queue(): Promise<Queue> {
  return JSON.parse((await run('queue', 'shop', '--json')).out) as Queue;
}

async function waiting(ids: readonly string[]): Promise<void> {
  await eventually(async () => {
    expect((await queue()).waiting.map((it) => it.workflowId)).toEqual(ids);
  }, 30_000);
}

describe('releases of a busy service', () => {
  it('wait in line, make way, are removed, and go one after the other', async () => {
    await world.release(specOf('v1', 'queue'));
    expect((await run('queue', 'shop')).out).toBe(
      'nothing runs for "shop" on target "local", and nobody waits',
    );
    const first = await world.start(specOf('v2', 'refuse', '1h'), 'first');
    await world.until(first, (now) => now.state === 'baking');

    const queued = await run(...(await released('teams/b/queued', 'v3', 'queue')));
    expect(queued).toMatchObject({ code: 0, err: '' });
    expect(queued.out).toContain('it waits in line, next to go; first runs (whenBusy: queue)');
    expect(queued.out).toContain('leave the line:     npx pacer abort --workflow-id teams/b/queued');
    const refused = await run(...(await released('refused', 'v4', 'refuse')));
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.err).toContain('waits for its turn already: workflow teams/b/queued');

    const older = startPacer(await released('older', 'v4', 'latest-wins', '--watch'), there());
    await waiting(['teams/b/queued', 'older']);
    await run(...(await released('newer', 'v5', 'latest-wins')));
    const superseded = await older;
    expect(superseded.exitCode).toBe(3);
    expect(superseded.stderr).toContain('a newer release, workflow newer, has taken the place');
    expect(superseded.stderr).toContain('npx pacer queue shop');

    const shown = (await run('queue', 'shop')).out.split('\n');
    expect(shown[0]).toMatch(/^PLACE +SINCE +FOR +WHEN BUSY +BY +RELEASE$/);
    expect(
      shown
        .slice(1)
        .map((it) => it.split(/ +/))
        .map((it) => [it[0], it.at(-1)]),
    ).toEqual([
      ['runs', 'first'],
      ['1', 'teams/b/queued'],
      ['2', 'newer'],
    ]);
    expect(await queue()).toMatchObject({
      running: { workflowId: 'first' },
      waiting: [
        { place: 1, workflowId: 'teams/b/queued', policy: 'queue', by: 'ann' },
        { place: 2, workflowId: 'newer', policy: 'latest-wins', by: 'ann' },
      ],
    });
    const status = await run('status', '--workflow-id', 'queued');
    expect(status.out).toContain('waiting in line');
    expect(status.out).toContain('on the releases ahead of it');

    const misnamed = await run('queue', 'shop', '--remove', 'first');
    expect(misnamed.err).toContain(
      'first does not wait: it runs\n  to have it go back: npx pacer abort shop',
    );
    const removed = await run('queue', 'shop', '--remove', 'newer', '--by', 'bob', '--reason', 'frozen');
    expect(removed).toEqual({
      code: 0,
      err: '',
      out: 'newer no longer waits for "shop" on target "local": its release has ended',
    });
    await expect(handleOf('newer').result()).rejects.toMatchObject({
      cause: { type: 'RemovedFromLine', message: expect.stringContaining('by bob: frozen') as string },
    });

    const replacing = await run(...(await released('replacing', 'v6', 'replace')));
    expect(replacing.code).toBe(0);
    expect(await world.outcomeOf(first)).toMatchObject({
      kind: 'aborted',
      cause: { message: 'abort by ann: replaced by replacing' },
    });
    expect(await world.outcomeOf(handleOf('replacing'))).toMatchObject({ kind: 'released' });
    const last = await world.outcomeOf(handleOf('teams/b/queued'));
    expect(last).toMatchObject({ kind: 'released', removed: expect.any(String) as string });
    const apps = await world.marathon.listApps();
    expect(apps.map((it) => it.id)).toEqual([last.serving?.appId]);
  }, 180_000);
});
