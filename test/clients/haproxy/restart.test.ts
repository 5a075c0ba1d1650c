import { describe, expect, it } from 'vitest';
import { haproxyMap } from '../../../src/clients/haproxy/config.ts';
import { fetchBody, startLoad } from './load.ts';
import { balancerOf, pool, serving, settle, statesOf } from './shop.ts';
import { openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  it('gets its servers and its share back after a restart, and sends nobody to the other version meanwhile', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const old = serving('a', 'old', await openUpstream('old'));
    const current = serving('b', 'current', await openUpstream('current'));
    await settle(balancer, pool(0, old));
    await settle(balancer, pool(10_000, current));
    await shop.haproxy.restart();

    // in the map file slot a has everything; a new version is about to come there
    const next = await openUpstream('next');
    const desired = pool(10_000, current, serving('a', 'next', next));
    const load = startLoad(shop.url, { clients: 4, slowPart: 0 });
    const settled = await settle(balancer, desired);
    expect(statesOf(settled)).toEqual({ 'lb1/pacer_current': 'serving', 'lb1/pacer_next': 'serving' });
    expect(await fetchBody(shop.url)).toBe('current');
    const tally = await load.stop();
    // nobody could serve for a moment
    expect(tally.failures.filter((it) => !it.includes('HTTP 503'))).toEqual([]);
    expect(Object.keys(tally.answers).filter((it) => it !== 'current')).toEqual([]);
    expect(next.served()).toBe(0);
  });

  it('is reloaded under load without a failed request when its files name the servers', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const green = serving('b', 'green', await openUpstream('green'));
    const { reading } = await settle(balancer, pool(10_000, green));
    const load = startLoad(shop.url, { clients: 16, slowPart: 0.02 });
    for (let reload = 1; reload <= 3; reload++) {
      await shop.haproxy.reload(shop.configWith(reading.servers), haproxyMap({ shop: 10_000 }));
      expect(await fetchBody(shop.url)).toBe('green');
    }
    expect((await settle(balancer, pool(10_000, green))).reading.servers).toHaveLength(1);
    const tally = await load.stop();
    expect(tally.failures).toEqual([]);
    expect(tally.requests).toBeGreaterThan(30);
  });

  it('gets its servers back after a reload that forgot them, by the same order', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    await settle(balancer, pool(0, blue));
    await shop.haproxy.reload(shop.configWith([]), haproxyMap({}));
    expect(await balancer.read('shop')).toEqual({ servers: [], shareOfB: { lb1: 0 } });
    await settle(balancer, pool(0, blue));
    expect(await fetchBody(shop.url)).toBe('blue');
    expect(await shop.haproxy.ask(`show map ${shop.mapFile}`)).toMatch(/ shop 0$/);
  });
});
