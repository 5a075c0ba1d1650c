import { describe, expect, it } from 'vitest';
import { choosePort } from '../../../src/local/ports.ts';
import { eventually } from '../../support/eventually.ts';
import { fetchBody, startLoad } from './load.ts';
import { awaitSentence, balancerOf, draining, pool, serving, settle, statesOf } from './shop.ts';
import { openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  it('fills an empty pool', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const { reading } = await settle(balancer, pool(0, blue));
    expect(reading.shareOfB).toEqual({ lb1: 0 });
    expect(reading.servers).toEqual([
      {
        balancer: 'lb1',
        slot: 'a',
        name: blue.name,
        address: blue.address,
        state: 'serving',
        sessions: 0,
        queue: 0,
      },
    ]);
    expect(await balancer.read('shop')).toEqual(reading);
    expect(await fetchBody(shop.url)).toBe('blue');
  });

  it('gives no request to a server that does not answer, and takes it in once it does', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    await settle(balancer, pool(0, blue));
    const load = startLoad(shop.url);
    const port = await choosePort('127.0.0.1', 0, 'green');
    const green = serving('b', 'green', { address: `127.0.0.1:${port}` });
    const wanted = pool(5_000, blue, green);

    const waiting = await awaitSentence(
      balancer,
      wanted,
      /pacer_green on lb1 to pass its health check \(L4CON/,
    );
    expect(waiting.reading.shareOfB).toEqual({ lb1: 0 });
    expect(statesOf(waiting)).toEqual({ 'lb1/pacer_blue': 'serving', 'lb1/pacer_green': 'checking' });
    await openUpstream('green', 1_000, port);
    await settle(balancer, wanted);
    await eventually(async () => {
      expect(await fetchBody(shop.url)).toBe('green');
    });
    const tally = await load.stop();
    expect(tally.failures).toEqual([]);
    expect(tally.requests).toBeGreaterThan(50);
  });

  it('drains under load without a failed request, and deletes a server only when it has no session', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const leaving = await openUpstream('leaving');
    const blue1 = serving('a', 'blue1', leaving);
    const blue2 = serving('a', 'blue2', await openUpstream('staying'));
    await settle(balancer, pool(0, blue1, blue2));
    const load = startLoad(shop.url, { slowPart: 0.2 });
    await eventually(async () => {
      const { servers } = await balancer.read('shop');
      expect(servers.find((it) => it.name === blue1.name)!.sessions).toBeGreaterThan(0);
    });

    const drained = await settle(balancer, pool(0, draining(blue1), blue2));
    expect(statesOf(drained)['lb1/pacer_blue1']).toBe('draining');
    const servedAtDrain = leaving.served();
    await settle(balancer, pool(0, blue2));
    expect((await balancer.read('shop')).servers.map((it) => it.name)).toEqual([blue2.name]);
    expect(leaving.served() - servedAtDrain).toBeLessThanOrEqual(1);
    const tally = await load.stop();
    expect(tally.failures).toEqual([]);
  });

  it('never withdraws the last server that serves', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    await settle(balancer, pool(0, blue));
    await awaitSentence(
      balancer,
      pool(0, draining(blue)),
      /pacer_blue is the last of shop_a and keeps serving/,
    );
    await awaitSentence(balancer, pool(0), /pacer_blue is the last of shop_a and keeps serving/);
    expect(await fetchBody(shop.url)).toBe('blue');
  });

  it('moves a service from one slot to the other and back under load without a failed request', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    await settle(balancer, pool(0, blue));
    const load = startLoad(shop.url, { slowPart: 0.05 });
    await settle(balancer, pool(10_000, draining(blue), green));
    expect(await fetchBody(shop.url)).toBe('green');
    await settle(balancer, pool(0, blue, draining(green)));
    expect(await fetchBody(shop.url)).toBe('blue');
    await settle(balancer, pool(10_000, green));
    expect(await fetchBody(shop.url)).toBe('green');
    const tally = await load.stop();
    expect(tally.failures).toEqual([]);
  });

  it('checks a server that comes back from drain or maintenance before it serves', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const returning = await openUpstream('returning');
    const blue1 = serving('a', 'blue1', returning);
    const blue2 = serving('a', 'blue2', await openUpstream('staying'));
    await settle(balancer, pool(0, blue1, blue2));
    for (const state of ['drain', 'maint']) {
      const load = startLoad(shop.url);
      await shop.haproxy.ask(`set server shop_a/${blue1.name} state ${state}`);
      returning.setHealthy(false);
      await awaitSentence(
        balancer,
        pool(0, blue1, blue2),
        /pacer_blue1 on lb1 to pass its health check \(L7STS/,
      );
      const servedBefore = returning.served();
      returning.setHealthy(true);
      await settle(balancer, pool(0, blue1, blue2));
      await eventually(() => {
        expect(returning.served()).toBeGreaterThan(servedBefore);
      });
      expect((await load.stop()).failures).toEqual([]);
    }
  });

  it('replaces a server whose address changed', async () => {
    const shop = await openShop(version);
    const balancer = balancerOf(shop);
    const blue1 = serving('a', 'blue1', await openUpstream('before'));
    const blue2 = serving('a', 'blue2', await openUpstream('other'));
    await settle(balancer, pool(0, blue1, blue2));
    const load = startLoad(shop.url);
    const moved = serving('a', 'blue1', await openUpstream('after'));
    const { reading } = await settle(balancer, pool(0, moved, blue2));
    expect(reading.servers.map((it) => it.address).sort()).toEqual([blue2.address, moved.address].sort());
    await eventually(async () => {
      expect(await fetchBody(shop.url)).toBe('after');
    });
    expect((await load.stop()).failures).toEqual([]);
  });

  it("knows a server of HAProxy's own configuration by its address", async () => {
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const shop = await openShop(version, { servers: [{ ...blue, name: 'web1' }] });
    const balancer = balancerOf(shop);
    const settled = await settle(balancer, pool(0, blue));
    expect(statesOf(settled)).toEqual({ 'lb1/pacer_blue': 'serving' });
    const green = serving('b', 'green', await openUpstream('green'));
    await settle(balancer, pool(10_000, green));
    expect((await balancer.read('shop')).servers.map((it) => it.name)).toEqual([green.name]);
  });

  it('resolves the host name of a task, which HAProxy would not', async () => {
    const shop = await openShop(version);
    const { address } = await openUpstream('blue');
    const blue = serving('a', 'blue', { address: address.replace('127.0.0.1', 'localhost') });
    const { reading } = await settle(balancerOf(shop), pool(0, blue));
    expect(reading.servers[0]!.address).toBe(address);
  });
});
