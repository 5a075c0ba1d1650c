import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlueGreenSpec } from '../../src/domain/spec.ts';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';
import { pacer, type Said } from './support/pacer.ts';

let world: World;
const run = (...args: readonly string[]): Promise<Said> => pacer(args, world.stack.env);

beforeAll(async () => {
  world = await aWorld(['shop', 'slow']);
}, 180_000);
afterAll(() => world.end());

const quick = { bake: { duration: '0s' } } as const;
const shop = (version: string, spec: Partial<BlueGreenSpec> = {}) =>
  aSpec('shop', { version, instances: 2, spec: { ...quick, ...spec } });

/** The versions whose answers users get, and the tasks that Marathon wants for them. */
async function serving(): Promise<unknown> {
  const apps = (await world.marathon.listApps()).filter((it) => /^\/shop-[ab]$/.test(it.id));
  const reply = await fetch(`${world.stack.serviceUrls['shop'] ?? ''}/`);
  const { version } = (await reply.json()) as { readonly version: string };
  return { version, instances: apps.map((it) => it.instances) };
}

describe('a release with gates', () => {
  it('is approved and rejected by those who may, and undone after its end', async () => {
    await world.release(shop('v1'));
    const handle = await world.start(shop('v2', { gates: [{ before: 'traffic', by: ['ann', 'bob'] }] }));
    await world.until(handle, (now) => now.gate !== undefined);
    const wrong = await run('approve', 'shop', '--by', 'eve');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('eve may not answer the gate "before traffic": ann, bob may');
    const right = await run('approve', 'shop', '--gate', 'before traffic', '--by', 'ann');
    expect(right).toMatchObject({ code: 0, err: '' });
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'released',
      gates: [{ result: 'approved', answers: [{ by: 'eve' }, { by: 'ann' }] }],
    });
    expect(await serving()).toEqual({ version: 'v2', instances: [2] });

    const undone = await run('undo', 'shop', '--by', 'ann', '--watch', '--json');
    expect(undone).toMatchObject({
      code: 0,
      err: expect.stringContaining('comes back  /shop, version v1') as string,
    });
    expect(await serving()).toEqual({ version: 'v1', instances: [2] });
    const again = await run('undo', 'shop', '--watch');
    expect(again.code).toBe(0);
    expect(await serving()).toEqual({ version: 'v2', instances: [2] });

    const rejected = await world.start(shop('v3', { gates: [{ before: 'promotion' }] }));
    await world.until(rejected, (now) => now.gate !== undefined);
    const no = await run('reject', 'shop', '--by', 'ann', '--reason', 'Friday');
    expect(no).toMatchObject({ code: 0 });
    expect(await world.outcomeOf(rejected)).toMatchObject({ kind: 'rolled-back', cause: { by: 'ann' } });
    expect((await run('undo', 'shop')).err).toContain('rolled back and has been undone by that');
  }, 240_000);
});

describe('a release whose drain takes long', () => {
  it('is told to skip it, and hears what was said while no worker was there', async () => {
    const slow = (version: string) => aSpec('slow', { version, instances: 1, workMs: 600_000, spec: quick });
    await world.release(slow('v1'));
    await fetch(`${world.stack.serviceUrls['slow'] ?? ''}/work`, { method: 'POST' });
    const handle = await world.start(slow('v2'));
    await world.until(handle, (now) => now.state === 'draining');

    await world.worker.kill();
    const left = await run('pause', 'slow', '--reason', 'nobody is there');
    expect(left).toMatchObject({ code: 0 });
    expect(left.out).toContain(
      'pause is left for the release of "slow" on target "local": Temporal keeps it',
    );
    await world.restartWorker();
    await eventually(async () => {
      const { events } = await world.status(handle);
      expect(events.map(({ text }) => text).join('\n')).toMatch(/pause by .*: nobody is there/);
    }, 60_000);

    expect((await run('resume', 'slow')).code).toBe(0);
    const skipped = await run('skip', 'slow', '--by', 'ann', '--json');
    expect(JSON.parse(skipped.out)).toMatchObject({
      through: 'update',
      effect: 'go on; tasks that are to end are killed with what they still do',
    });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  }, 240_000);
});
