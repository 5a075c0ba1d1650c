import { describe, expect, it } from 'vitest';
import type { DesiredPool } from '../../../src/domain/pool.ts';
import { eventually } from '../../support/eventually.ts';
import { countAnswers } from './load.ts';
import { countFast, openPipeline } from './pipeline.ts';
import { changesIn } from './relay.ts';
import { balancerAt, balancerOf, pool, serving, settle, type Shop } from './shop.ts';
import { openFastUpstream, openRelay, openShop, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

const route = { by: 'header', name: 'x-canary', value: 'yes', slot: 'b' } as const;

describe.each(['2.6', '2.8'] as const)('turning back on HAProxy %s', (version) => {
  const openPair = async () => {
    const shop = await openShop(version);
    const blue = serving('a', 'blue', await openFastUpstream('blue'));
    const green = serving('b', 'green', await openFastUpstream('green'));
    const canary = (shareOfB: number): DesiredPool => ({ ...pool(shareOfB, blue, green), yields: true });
    return { shop, blue, green, canary };
  };

  it('is one change of the map, which share, stickiness and routes follow', async () => {
    const { shop, canary } = await openPair();
    const relay = await openRelay(shop.haproxy.socket);
    const balancer = balancerAt([relay.socket], shop.mapFile);
    const desired: DesiredPool = { ...canary(5_000), sticky: 'header', routes: [route] };
    await settle(balancer, desired);
    const tester = await openPipeline(shop.url);
    expect((await tester.ask(['X-Canary: yes']))[0]!.body).toBe('green');

    relay.commands.length = 0;
    await balancer.turnBack('shop', 'a');
    expect(changesIn(relay)).toEqual([`set map ${shop.mapFile} shop -10000000`]);
    expect((await tester.ask(['X-Canary: yes']))[0]!.body).toBe('blue');
    expect(await countFast(shop.url, 1_000)).toEqual({ blue: 1_000 });

    const { reading } = await settle(balancer, desired);
    expect(reading.shareOfB).toEqual({ lb1: 0 });
    expect((await tester.ask(['X-Canary: yes', 'X-User: 1']))[0]!.body).toBe('blue');
    tester.close();
  });

  it('is undone by a pool that does not yield', async () => {
    const { shop, blue, green } = await openPair();
    const balancer = balancerOf(shop);
    await settle(balancer, pool(0, blue, green));
    await balancer.turnBack('shop', 'b');
    await balancer.turnBack('shop', 'b');
    expect(await countAnswers(shop.url, 50)).toEqual({ green: 50 });
    await settle(balancer, pool(0, blue, green));
    expect(await countAnswers(shop.url, 50)).toEqual({ blue: 50 });
    expect(await entriesOf(shop)).toEqual(['shop 0']);
  });

  it('beats rounds of a pool that yields, at whatever moment it comes', async () => {
    const { shop, blue, green, canary } = await openPair();
    const balancer = balancerOf(shop);
    await settle(balancer, pool(0, blue, green));
    for (let turn = 0; turn < 50; turn++) {
      let ended = false;
      const converging = [1, 2].map(async (number) => {
        for (let weight = number; !ended; weight += 7) await balancer.converge(canary(weight % 10_000));
      });
      // up to a few rounds, which take some milliseconds each
      for (let look = 0; look < turn % 10; look++) await balancer.read('shop');
      await balancer.turnBack('shop', 'a');
      const entries = await entriesOf(shop);
      ended = true;
      await Promise.all(converging);
      expect([entries, await entriesOf(shop)]).toEqual([['shop -10000000'], ['shop -10000000']]);
      await settle(balancer, pool(0, blue, green));
    }
  });

  it('waits for a change that is being sent, and lets nothing through that was decided before', async () => {
    const { shop, blue, green, canary } = await openPair();
    const relay = await openRelay(shop.haproxy.socket);
    const balancer = balancerAt([relay.socket], shop.mapFile);
    await settle(balancer, pool(0, blue, green));
    for (const held of [/^set map \S+ shop 5000$/, /^show map/]) {
      relay.holds = held;
      relay.commands.length = 0;
      const converging = balancer.converge(canary(5_000));
      await eventually(() => {
        expect(relay.commands.filter((it) => held.test(it))).toHaveLength(1);
      });
      const turning = balancer.turnBack('shop', 'a');
      await balancerOf(shop).read('shop');
      relay.letGo();
      await Promise.all([turning, converging]);
      expect(await entriesOf(shop)).toEqual(['shop -10000000']);
      await settle(balancer, pool(0, blue, green));
    }
  });

  it('lets nothing through that was decided while it was under way', async () => {
    const { shop, blue, green, canary } = await openPair();
    const relay = await openRelay(shop.haproxy.socket);
    const balancer = balancerAt([relay.socket], shop.mapFile);
    await settle(balancer, pool(0, blue, green));
    relay.holds = /^set map \S+ shop -/;
    relay.commands.length = 0;
    const turning = balancer.turnBack('shop', 'a');
    const converging = balancer.converge(canary(5_000));
    await eventually(() => {
      expect(relay.commands.at(-1)).toMatch(/^get var/);
    });
    await balancerOf(shop).read('shop');
    relay.letGo();
    await Promise.all([turning, converging]);
    expect(await entriesOf(shop)).toEqual(['shop -10000000']);
  });

  it('adds the entry where a restart has lost it', async () => {
    const { shop, blue, green, canary } = await openPair();
    const balancer = balancerOf(shop);
    await settle(balancer, pool(5_000, blue, green));
    await shop.haproxy.ask(`clear map ${shop.mapFile}`);
    await balancer.turnBack('shop', 'b');
    expect(await entriesOf(shop)).toEqual(['shop 10010000']);
    await settle(balancer, canary(5_000));
    expect(await countFast(shop.url, 500)).toEqual({ green: 500 });
  });

  it('reaches an instance at once while another one hangs, and says that it hangs', async () => {
    const { shop, blue, green, canary } = await openPair();
    const other = await openShop(version, { mapFile: shop.mapFile });
    const relay = await openRelay(other.haproxy.socket);
    const balancer = balancerAt([shop.haproxy.socket, relay.socket], shop.mapFile, 1_500);
    await settle(balancer, pool(5_000, blue, green));
    relay.holds = /./;
    const failing = expect(balancer.turnBack('shop', 'a')).rejects.toThrow(/HAProxy lb2 did not answer/);
    await eventually(async () => {
      expect(await entriesOf(shop)).toEqual(['shop -10000000']);
    }, 1_000);
    await failing;
    relay.letGo();

    // what one instance has missed or lost, the next round brings it
    await other.haproxy.restart();
    const { reading } = await settle(balancer, canary(5_000));
    expect(reading.shareOfB).toEqual({ lb1: 0, lb2: 0 });
    expect(await entriesOf(other)).toEqual(['shop -10000000']);
  });
});

async function entriesOf(shop: Shop): Promise<string[]> {
  const reply = await shop.haproxy.ask(`show map ${shop.mapFile}`);
  return reply.split('\n').map((line) => line.replace(/^0x\S+ /, ''));
}
