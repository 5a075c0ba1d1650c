import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { fetchBody, startLoad } from './load.ts';
import { awaitSentence, balancerOf, draining, pool, serving, settle, statesOf } from './shop.ts';
import { openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('two instances of HAProxy %s', (version) => {
  const openBoth = async () => {
    const lb1 = await openShop(version);
    const lb2 = await openShop(version, { mapFile: lb1.mapFile });
    return { lb1, lb2, balancer: balancerOf(lb1, lb2) };
  };

  it('are kept alike', async () => {
    const { lb1, lb2, balancer } = await openBoth();
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    await settle(balancer, pool(0, blue));
    const loads = [startLoad(lb1.url, { clients: 4 }), startLoad(lb2.url, { clients: 4 })];
    const { reading } = await settle(balancer, pool(10_000, green));
    expect(reading.shareOfB).toEqual({ lb1: 10_000, lb2: 10_000 });
    expect(reading.servers.map((it) => [it.balancer, it.name, it.state])).toEqual([
      ['lb1', 'pacer_green', 'serving'],
      ['lb2', 'pacer_green', 'serving'],
    ]);
    expect(await Promise.all([fetchBody(lb1.url), fetchBody(lb2.url)])).toEqual(['green', 'green']);
    for (const load of loads) expect((await load.stop()).failures).toEqual([]);
  });

  it('drain a server on neither while one of them has no other', async () => {
    const { lb1, lb2, balancer } = await openBoth();
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const other = serving('a', 'other', await openUpstream('other'));
    await settle(balancer, pool(0, blue, other));
    // a check that fails on lb2 alone
    await lb2.haproxy.ask(`set server shop_a/${other.name} check-port 1`);
    await eventually(async () => {
      const { servers } = await balancer.read('shop');
      expect(servers.find((it) => it.balancer === 'lb2' && it.name === other.name)!.state).toBe('down');
    });
    const waiting = await awaitSentence(
      balancer,
      pool(0, draining(blue), other),
      /another server to serve on lb2: pacer_blue is the last/,
    );
    expect(statesOf(waiting)).toMatchObject({ 'lb1/pacer_blue': 'serving', 'lb2/pacer_blue': 'serving' });
    expect(await Promise.all([fetchBody(lb1.url), fetchBody(lb2.url)])).toEqual(['blue', 'blue']);
  });

  it('are alike again after one of them was killed and started anew', async () => {
    const { lb1, lb2, balancer } = await openBoth();
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    const desired = pool(2_500, blue, green);
    await settle(balancer, desired);
    await lb2.haproxy.restart();
    expect((await balancer.read('shop')).shareOfB).toEqual({ lb1: 2_500, lb2: 0 });
    const { reading } = await settle(balancer, desired);
    expect(reading.shareOfB).toEqual({ lb1: 2_500, lb2: 2_500 });
    expect(reading.servers.filter((it) => it.state === 'serving')).toHaveLength(4);
    expect(['blue', 'green']).toContain(await fetchBody(lb1.url));
    expect(['blue', 'green']).toContain(await fetchBody(lb2.url));
  });
});
