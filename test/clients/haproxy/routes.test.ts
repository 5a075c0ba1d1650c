import { describe, expect, it } from 'vitest';
import type { Route } from '../../../src/domain/canary.ts';
import type { DesiredPool } from '../../../src/domain/pool.ts';
import { HaproxyUnsafeWord } from '../../../src/clients/haproxy/haproxy.ts';
import { eventually } from '../../support/eventually.ts';
import { openPipeline } from './pipeline.ts';
import { changesIn } from './relay.ts';
import { awaitSentence, balancerAt, balancerOf, pool, serving, settle, type Shop } from './shop.ts';
import { openFastUpstream, openRelay, openShop, openUpstream, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

const byHeader: Route = { by: 'header', name: 'x-canary', value: 'joe@x.org', slot: 'b' };
const byCookie: Route = { by: 'cookie', name: 'canary', slot: 'b' };
const byQuery: Route = { by: 'query', name: 'canary', value: 'a/b', slot: 'b' };

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  const openPair = async () => {
    const shop = await openShop(version);
    const blue = serving('a', 'blue', await openFastUpstream('blue'));
    const green = serving('b', 'green', await openFastUpstream('green'));
    const dark = (...routes: Route[]): DesiredPool => ({ ...pool(0, blue, green), routes });
    return { shop, blue, green, dark };
  };

  it('sends who matches a route to a canary that has no share, and nobody else', async () => {
    const { shop, dark } = await openPair();
    await settle(balancerOf(shop), dark(byHeader, byCookie, byQuery));
    expect(
      await answersTo(shop, [
        ['', '/'],
        ['X-Canary: joe@x.org', '/'],
        ['x-canary: ann@x.org', '/'],
        ['Cookie: a=1; canary=whatever', '/'],
        ['Cookie: canary2=whatever', '/'],
        ['', '/?page=2&canary=a%2Fb'],
        ['', '/?canary=a'],
        ['X-Canary: ann@x.org', '/?canary=a/b'],
      ]),
    ).toEqual(['blue', 'green', 'blue', 'green', 'blue', 'green', 'blue', 'green']);
  });

  it('takes the route of a value before that of any value, and a header before a cookie', async () => {
    const { shop, dark } = await openPair();
    const all: Route = { by: 'header', name: 'x-canary', slot: 'b' };
    const never: Route = { ...all, value: 'never', slot: 'a' };
    await settle(balancerOf(shop), { ...dark(all, never, byCookie), shareOfB: 0 });
    expect(
      await answersTo(shop, [
        ['X-Canary: 1', '/'],
        ['X-Canary: never', '/'],
        ['X-Canary: never\r\nCookie: canary=1', '/'],
      ]),
    ).toEqual(['green', 'blue', 'blue']);
  });

  it('lets a route overrule stickiness', async () => {
    const { shop, dark } = await openPair();
    await settle(balancerOf(shop), { ...dark(byHeader), sticky: 'header' });
    const users = Array.from({ length: 50 }, (_, user): [string, string] => [
      `X-User: ${user}\r\nX-Canary: joe@x.org`,
      '/',
    ]);
    expect(new Set(await answersTo(shop, users))).toEqual(new Set(['green']));
  });

  it('has the routes in the map before they are opened, and until they are closed', async () => {
    const { shop, blue, green, dark } = await openPair();
    const relay = await openRelay(shop.haproxy.socket);
    const balancer = balancerAt([relay.socket], shop.mapFile);
    await settle(balancer, pool(0, blue, green));
    const changesTo = async (desired: DesiredPool): Promise<string[]> => {
      relay.commands.length = 0;
      await settle(balancer, desired);
      return changesIn(relay).map((it) => it.replace(`map ${shop.mapFile} shop`, '').trim());
    };
    expect(await changesTo(dark(byHeader))).toEqual(['add :header:x-canary=joe@x.org 2', 'set  1000000']);
    expect(await changesTo(dark(byCookie))).toEqual([
      'add :cookie:canary 2',
      'del :header:x-canary=joe@x.org',
    ]);
    expect(await changesTo(dark({ ...byCookie, slot: 'a' }))).toEqual(['set :cookie:canary 1']);
    expect(await changesTo(pool(0, blue, green))).toEqual(['set  0', 'del :cookie:canary']);
    await shop.haproxy.ask(`add map ${shop.mapFile} shop:cookie:canary 2`);
    expect(await changesTo(dark(byHeader))).toEqual([
      'del :cookie:canary',
      'add :header:x-canary=joe@x.org 2',
      'set  1000000',
    ]);
  });

  it('sends who matches a route to the other version while the canary does not answer', async () => {
    const { shop, blue, dark } = await openPair();
    const green = await openUpstream('green');
    const balancer = balancerOf(shop);
    await settle(balancer, { ...dark(byHeader), servers: [blue, serving('b', 'green', green)] });
    green.setHealthy(false);
    await eventually(async () => {
      expect(await answersTo(shop, [['X-Canary: joe@x.org', '/']])).toEqual(['blue']);
    });
  });

  it('opens no route to a version without a serving server', async () => {
    const { shop, blue, dark } = await openPair();
    const waiting = await awaitSentence(
      balancerOf(shop),
      { ...dark(byHeader), servers: [blue] },
      /shop_b has no serving server on lb1/,
    );
    expect(waiting.kind).toBe('under-way');
    expect(await shop.haproxy.ask(`show map ${shop.mapFile}`)).toMatch(/^0x\S+ shop 0$/);
  });

  it('names a route that its configuration does not look at, and follows the rest', async () => {
    const { shop, dark } = await openPair();
    await awaitSentence(
      balancerOf(shop),
      { ...dark({ ...byHeader, name: 'x-other' }, byCookie), shareOfB: 100 },
      /^the configuration of lb1 to allow routes by header x-other \(docs\/haproxy.md\)$/,
    );
    expect(await shop.haproxy.ask(`get map ${shop.mapFile} shop`)).toContain('value="1000100"');
  });

  it('is never sent a value that it would take for something else', async () => {
    const { shop, dark } = await openPair();
    await expect(
      settle(balancerOf(shop), dark({ ...byHeader, value: 'x; show info' }), 1_000),
    ).rejects.toThrow(HaproxyUnsafeWord);
  });

  it('gets share, stickiness and routes back after a restart', async () => {
    const { shop, dark } = await openPair();
    const balancer = balancerOf(shop);
    const desired: DesiredPool = { ...dark(byHeader), shareOfB: 1, sticky: 'address' };
    await settle(balancer, desired);
    await shop.haproxy.restart();
    await settle(balancer, desired);
    const map = await shop.haproxy.ask(`show map ${shop.mapFile}`);
    expect(map.replaceAll(/0x\S+ /g, '').split('\n')).toEqual([
      'shop 1300001',
      'shop:header:x-canary=joe@x.org 2',
    ]);
    expect(await answersTo(shop, [['X-Canary: joe@x.org', '/']])).toEqual(['green']);
  });
});

/** What each request, by header lines and path, is answered. */
async function answersTo(shop: Shop, requests: readonly (readonly [string, string])[]): Promise<string[]> {
  const pipeline = await openPipeline(shop.url);
  const bodies: string[] = [];
  for (const [headers, path] of requests)
    for (const { body } of await pipeline.ask([headers], path)) bodies.push(body);
  pipeline.close();
  return bodies;
}
