import { describe, expect, it } from 'vitest';
import type { DesiredPool } from '../../../src/domain/pool.ts';
import { countAnswers, fetchBody } from './load.ts';
import { changesIn } from './relay.ts';
import { balancerAt, balancerOf, pool, serving, settle } from './shop.ts';
import { openRelay, openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('turning back on HAProxy %s', (version) => {
  const openPair = async () => {
    const shop = await openShop(version);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    return { shop, blue, green };
  };

  it('is one change of the map, which share, stickiness and routes follow', async () => {
    const { shop, blue, green } = await openPair();
    const relay = await openRelay(shop.haproxy.socket);
    const balancer = balancerAt([relay.socket], shop.mapFile);
    const route = { by: 'header', name: 'x-canary', value: 'yes', slot: 'b' } as const;
    const canary: DesiredPool = {
      ...pool(5_000, blue, green),
      sticky: 'header',
      routes: [route],
      yields: true,
    };
    await settle(balancer, canary);
    const headers = { 'x-canary': 'yes' };
    expect(await fetchBody(shop.url, false, { headers })).toBe('green');

    relay.commands.length = 0;
    await balancer.turnBack('shop', 'a');
    expect(changesIn(relay)).toEqual([`set map ${shop.mapFile} shop -10000000`]);
    expect(await fetchBody(shop.url, false, { headers })).toBe('blue');
    expect(await countAnswers(shop.url, 200)).toEqual({ blue: 200 });

    const { reading } = await settle(balancer, canary);
    expect(reading.shareOfB).toEqual({ lb1: 0 });
    expect(await fetchBody(shop.url, false, { headers })).toBe('blue');
  });

  it('is undone by a pool that does not yield', async () => {
    const { shop, blue, green } = await openPair();
    const balancer = balancerOf(shop);
    await settle(balancer, pool(0, blue, green));
    await balancer.turnBack('shop', 'b');
    expect(await countAnswers(shop.url, 50)).toEqual({ green: 50 });
    await settle(balancer, pool(0, blue, green));
    expect(await countAnswers(shop.url, 50)).toEqual({ blue: 50 });
    expect(await shop.haproxy.ask(`show map ${shop.mapFile}`)).toMatch(/^0x\S+ shop 0$/);
  });
});
