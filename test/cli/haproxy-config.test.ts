import { describe, expect, it } from 'vitest';
import { startLoad } from '../clients/haproxy/load.ts';
import { oldServiceConfig } from '../clients/haproxy/old-config.ts';
import { balancerOf, pool, serving, settle, type Shop } from '../clients/haproxy/shop.ts';
import { openShop, openUpstream, tearDownAfterEach } from '../clients/haproxy/teardown.ts';
import { pacer } from './support/pacer.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('haproxy-config --keep of a running HAProxy %s', (version) => {
  it('prints what an older entry is replaced by without a failed request', async () => {
    const shop = await openShop(version, { serviceConfig: oldServiceConfig });
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    await settle(balancer, pool(10_000, blue, green));
    await shop.haproxy.ask('set server shop_a/pacer_blue state drain');
    expect(await balancer.readEntry('shop')).toBeUndefined();

    const load = startLoad(shop.url, { clients: 8, slowPart: 0 });
    const { config, map } = await printed(shop, ['--route-header', 'x-canary', 'x-tester']);
    expect(map).toBe('shop 10000\n');
    expect(config).toContain(`    server pacer_green ${green.address} check inter 500ms rise 1 fall 2\n`);
    expect(config).not.toContain('pacer_blue');
    await shop.haproxy.reload(config, map);
    expect((await balancer.readEntry('shop'))?.routes.header).toEqual(['x-canary', 'x-tester']);
    await settle(balancer, pool(10_000, green));
    const { failures, answers, requests } = await load.stop();
    expect(failures).toEqual([]);
    expect(answers).toEqual({ green: requests });
  });

  it('prints the names that it has, where others are not given, and the routes of its map', async () => {
    const names = { routeHeaders: ['x-one'], routeCookies: ['c-one'], stickyCookie: 'account' };
    const shop = await openShop(version, { names });
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    await settle(balancer, {
      ...pool(500, blue, green),
      sticky: 'cookie',
      routes: [{ by: 'header', name: 'x-one', value: '1', slot: 'b' }],
    });
    const { config, map } = await printed(shop, ['--route-cookie', 'c-one', 'c-two']);
    expect(map).toBe('shop 1200500\nshop:header:x-one=1 2\n');
    expect(config).toContain(
      'str("v2 header=x-one cookie=c-one cookie=c-two query=canary sticky-header=x-user sticky-cookie=account sticky-address")',
    );
    expect(config.match(/^ +server \S+/gm)).toEqual(['    server pacer_blue', '    server pacer_green']);
  });

  it('says so when it does not know the service', async () => {
    const shop = await openShop(version);
    const { code, err } = await pacer(['haproxy-config', 'cart', '--keep', shop.haproxy.socket]);
    expect(code).toBe(2);
    expect(err).toContain('show servers state cart_a');
  });
});

it('says so when nobody answers at the socket', async () => {
  const { code, err } = await pacer(['haproxy-config', 'shop', '--keep', '/nowhere/h.sock']);
  expect(code).toBe(1);
  expect(err).toContain('/nowhere/h.sock');
});

it('takes --when for a frontend of others, not for one of its own', async () => {
  const { code, out } = await pacer(['haproxy-config', 'shop', '--when', 'for_shop', '--map-file', '/m']);
  expect(code).toBe(0);
  expect(out).toContain(
    '#    http-request set-var(txn.pacer_shop_entry) str(shop),map_str_int(/m,0) if for_shop\n',
  );
  expect((await pacer(['haproxy-config', 'shop', '--when', 'for_shop', '--bind', ':80'])).code).toBe(2);
});

/** What the command prints for this shop, taken apart as its comments say. */
async function printed(shop: Shop, options: readonly string[]): Promise<{ config: string; map: string }> {
  const own = ['--bind', new URL(shop.url).host, '--map-file', shop.mapFile, '--health-path', '/health'];
  const { socket } = shop.haproxy;
  const command = ['haproxy-config', 'shop', '--global', '--socket', socket, '--keep', socket, ...own];
  const { code, out, err } = await pacer([...command, ...options]);
  expect([code, err]).toEqual([0, '']);
  const [config = '', lines = ''] = out.split(/^# before HAProxy is reloaded, .*\n/m);
  return { config, map: lines.replaceAll(/^# +/gm, '').trimEnd() + '\n' };
}
