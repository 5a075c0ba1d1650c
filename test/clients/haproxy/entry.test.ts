import { describe, expect, it } from 'vitest';
import { createHaproxy, haproxyDefaults } from '../../../src/clients/haproxy/haproxy.ts';
import type { DesiredPool } from '../../../src/domain/pool.ts';
import { oldServiceConfig } from './old-config.ts';
import { countFast } from './pipeline.ts';
import { awaitSentence, balancerOf, pool, serving, settle } from './shop.ts';
import { openFastUpstream, openShop, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('the configuration of HAProxy %s', (version) => {
  it('says by which names it can choose', async () => {
    const shop = await openShop(version);
    expect(await balancerOf(shop).readEntry('shop')).toEqual({
      sticky: { header: 'x-user', cookie: 'pacer_shop', address: true },
      routes: { header: ['x-canary'], cookie: ['canary'], query: ['canary'] },
    });
    expect(await balancerOf(shop).readEntry('other')).toBeUndefined();
  });

  it('can do what those of all instances can', async () => {
    const names = { routeHeaders: ['X-Tester', 'x-canary'], routeCookies: [], stickyHeader: 'X-Account' };
    const shop = await openShop(version, { names });
    expect(await balancerOf(shop).readEntry('shop')).toEqual({
      sticky: { header: 'x-account', cookie: 'pacer_shop', address: true },
      routes: { header: ['x-tester', 'x-canary'], cookie: [], query: ['canary'] },
    });
    const usual = await openShop(version, { mapFile: shop.mapFile });
    expect(await balancerOf(shop, usual).readEntry('shop')).toEqual({
      sticky: { cookie: 'pacer_shop', address: true },
      routes: { header: ['x-canary'], cookie: [], query: ['canary'] },
    });
    const old = await openShop(version, { mapFile: shop.mapFile, serviceConfig: oldServiceConfig });
    expect(await balancerOf(shop, old).readEntry('shop')).toBeUndefined();
  });

  it('of version 0.1.0 follows shares and a turn back, and is named where it cannot follow', async () => {
    const shop = await openShop(version, { serviceConfig: oldServiceConfig });
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openFastUpstream('blue'));
    const green = serving('b', 'green', await openFastUpstream('green'));
    await settle(balancer, pool(0, blue, green));
    expect(await countFast(shop.url, 500)).toEqual({ blue: 500 });
    await settle(balancer, pool(5_000, blue, green));
    const { green: half = 0 } = await countFast(shop.url, 2_000);
    expect(Math.abs(half - 1_000)).toBeLessThan(4.5 * Math.sqrt(500));

    const canary: DesiredPool = { ...pool(5_000, blue, green), sticky: 'cookie', yields: true };
    await awaitSentence(balancer, canary, /^the configuration of lb1 to allow stickiness by cookie/);
    await balancer.turnBack('shop', 'a');
    await settle(balancer, canary);
    expect(await countFast(shop.url, 500)).toEqual({ blue: 500 });
    await balancer.turnBack('shop', 'b');
    expect(await countFast(shop.url, 500)).toEqual({ green: 500 });
    await settle(balancer, pool(0, blue, green));
    expect(await countFast(shop.url, 500)).toEqual({ blue: 500 });
  });
});

it('cannot be read where nobody answers', async () => {
  const nobody = createHaproxy({
    ...haproxyDefaults,
    instances: [{ name: 'lb1', socket: '/nowhere/h.sock' }],
    mapFile: '/m',
  });
  await expect(nobody.readEntry('shop')).rejects.toThrow(/HAProxy lb1 did not answer at \/nowhere/);
  await expect(nobody.turnBack('shop;x', 'a')).rejects.toThrow(/cannot be sent to HAProxy/);
});
