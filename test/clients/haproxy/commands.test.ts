import { expect, it } from 'vitest';
import { HaproxyRefused, HaproxyUnsafeWord } from '../../../src/clients/haproxy/haproxy.ts';
import { choosePort } from '../../../src/local/ports.ts';
import { changesIn } from './relay.ts';
import { balancerAt, balancerOf, pool, serving, settle, statesOf } from './shop.ts';
import { openRelay, openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

it('sends a new server through its check and nothing at all the second time', async () => {
  const shop = await openShop('2.8');
  const relay = await openRelay(shop.haproxy.socket);
  const balancer = balancerAt([relay.socket], shop.mapFile);
  const blue = serving('a', 'blue', await openUpstream('blue'));
  await settle(balancer, pool(0, blue));
  expect(changesIn(relay)).toEqual([
    `add server shop_a/pacer_blue ${blue.address} check inter 300ms rise 1 fall 2 weight 1 pool-max-conn -1 pool-purge-delay 5s`,
    'enable health shop_a/pacer_blue',
    'enable server shop_a/pacer_blue',
  ]);
  relay.commands.length = 0;
  await settle(balancer, pool(0, blue));
  expect(changesIn(relay)).toEqual([]);
  expect(relay.commands).not.toEqual([]);
});

it('moves the share before it drains, and drains before it deletes', async () => {
  const shop = await openShop('2.8');
  const relay = await openRelay(shop.haproxy.socket);
  const balancer = balancerAt([relay.socket], shop.mapFile);
  const blue = serving('a', 'blue', await openUpstream('blue'));
  const green = serving('b', 'green', await openUpstream('green'));
  await settle(balancer, pool(0, blue));
  relay.commands.length = 0;
  await settle(balancer, pool(10_000, green));
  expect(changesIn(relay).map((it) => it.replace(/ 127.*/, ''))).toEqual([
    'add server shop_b/pacer_green',
    'enable health shop_b/pacer_green',
    'enable server shop_b/pacer_green',
    `set map ${shop.mapFile} shop 10000`,
    'set weight shop_a/pacer_blue 0',
    'set server shop_a/pacer_blue state drain',
    'set server shop_a/pacer_blue state maint',
    'del server shop_a/pacer_blue',
  ]);
});

it.each(['add server', 'enable health', 'enable server', 'set map', 'state drain', 'del server'])(
  'goes on where it was when the reply to "%s" is lost, and does not send it again',
  async (command) => {
    const shop = await openShop('2.8');
    const relay = await openRelay(shop.haproxy.socket);
    const balancer = balancerAt([relay.socket], shop.mapFile);
    const blue = serving('a', 'blue', await openUpstream('blue'));
    const green = serving('b', 'green', await openUpstream('green'));
    await settle(balancerOf(shop), pool(0, blue));
    relay.loses = new RegExp(command);
    const settled = await settle(balancer, pool(10_000, green));
    expect(statesOf(settled)).toEqual({ 'lb1/pacer_green': 'serving' });
    expect(relay.commands.filter((it) => it.includes(command))).toHaveLength(1);
  },
);

it('forgives a refusal when what was asked for is there already', async () => {
  const shop = await openShop('2.8');
  const blue = serving('a', 'blue', await openUpstream('blue'));
  const twice = await Promise.all([1, 2].map(() => settle(balancerOf(shop), pool(0, blue))));
  expect(twice.map((it) => it.kind)).toEqual(['settled', 'settled']);
});

it('says which instance it cannot reach, where, and what to check', async () => {
  const port = await choosePort('127.0.0.1', 0, 'nobody');
  const balancer = balancerAt([`tcp://127.0.0.1:${port}`], '/pacer.map');
  await expect(balancer.read('shop')).rejects.toThrow(
    new RegExp(`HAProxy lb1 did not answer at tcp://127.0.0.1:${port}: .*ECONNREFUSED.*Check that it runs`),
  );
});

it('says what its configuration lacks', async () => {
  const shop = await openShop('2.8');
  const balancer = balancerOf(shop);
  await expect(balancer.read('other')).rejects.toThrow(
    /HAProxy lb1 answered "Can't find backend." to "show servers state other_a"/,
  );
  await expect(balancerAt([shop.haproxy.socket], '/no.map').read('shop')).rejects.toThrow(HaproxyRefused);
});

it('sends no word that HAProxy would take for a second command', async () => {
  const shop = await openShop('2.8');
  const evil = {
    slot: 'a',
    name: 'x;disable frontend shop',
    address: '127.0.0.1:1',
    mode: 'serving',
  } as const;
  await expect(balancerOf(shop).converge(pool(0, evil))).rejects.toThrow(HaproxyUnsafeWord);
});

it('stops when it is aborted', async () => {
  const shop = await openShop('2.8');
  const blue = serving('a', 'blue', await openUpstream('blue'));
  const reason = new Error('the release was aborted');
  const abort = new AbortController();
  const converging = balancerOf(shop).converge(pool(0, blue), abort.signal);
  abort.abort(reason);
  await expect(converging).rejects.toBe(reason);
});
