import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';
import { pacer } from './support/pacer.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld(['shop', 'cart']);
}, 180_000);
afterAll(() => world.end());

const run = (...args: readonly string[]) =>
  pacer(args, { TEMPORAL_ADDRESS: world.stack.temporalAddress, NO_COLOR: '1' });
const spec = (bake: string) =>
  aSpec('shop', { version: 'v1', instances: 1, spec: { bake: { duration: bake } } });

describe('pacer kept, keep and hand-over', () => {
  it('tell of no service before the first release', async () => {
    expect(await run('kept')).toMatchObject({
      code: 0,
      out: '',
      err: 'no service is kept: each is from its first release on',
    });
    const kept = await run('kept', 'shop');
    expect(kept.code).toBe(2);
    expect(kept.err).toContain('have it kept: npx pacer keep shop');
    const keep = await run('keep', 'cart');
    expect(keep.code).toBe(2);
    expect(keep.err).toContain('"cart" on target "local" is not kept: nothing serves it');
    expect(keep.err).toContain('a first release: npx pacer release FILE --watch');
  });

  it('say what HAProxy has to be told of a service that it does not know', async () => {
    const { code, err } = await run('keep', 'carts');
    expect(code).toBe(2);
    expect(err).toContain(
      '"carts" on target "local" is not kept: service: HAProxy haproxy of target "local" has no part',
    );
    expect(err).toContain('what "npx pacer haproxy-config carts" prints');
    expect((await run('hand-over', 'carts')).code).toBe(2);
  });

  it('say within seconds who does not answer, and that it is tried again', { timeout: 60_000 }, async () => {
    await world.stack.haproxy.kill();
    const { code, err } = await run('keep', 'cart');
    await world.stack.haproxy.start();
    expect(code).toBe(7);
    expect(err).toContain('"cart" on target "local" is not kept yet, and it is tried again: HAProxy');
    expect(err).toContain('did not answer at');
    expect((await run('kept', 'cart')).out).toContain('looking who serves - not in this moment: HAProxy');
    expect((await run('hand-over', 'cart')).code).toBe(0);
  });

  it('show who has the pool, hand it over, and take it again', { timeout: 180_000 }, async () => {
    const handle = await world.start(spec('1h'));
    await world.until(handle, ({ state }) => state === 'baking');
    expect((await run('kept')).out).toContain(`release ${handle.workflowId} has the pool`);
    expect((await run('keep', 'shop')).out).toContain('is kept already: release');
    await handle.signal('promote');
    await world.outcomeOf(handle);

    await eventually(async () => {
      const { out } = await run('kept', 'shop');
      expect(out).toContain('/shop-a in slot a');
      expect(out).toContain('1 of 1');
    }, 20_000);
    const handed = await run('hand-over', 'shop', '--by', 'ann', '--reason', 'to ops');
    expect(handed).toMatchObject({ code: 0, err: '' });
    expect(handed.out).toContain('is not kept any more: handed over by ann: to ops');
    expect(handed.out).toContain('take it again: npx pacer keep shop');
    expect((await run('hand-over', 'shop')).code).toBe(2);
    const again = await run('keep', 'shop', '--json');
    expect(JSON.parse(again.out)).toMatchObject({
      begun: true,
      service: 'shop',
      task: { kind: 'keep', intent: { sides: [{ appId: '/shop-a', slot: 'a' }] } },
    });
  });
});
