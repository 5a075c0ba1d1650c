import { describe, expect, it } from 'vitest';
import type { EntryAbilities, Route } from '../../src/domain/canary.ts';
import type { ObservedInstance, ObservedServer } from '../../src/domain/pool-observation.ts';
import type { PoolRouting } from '../../src/domain/pool-routing.ts';
import type { DesiredPool } from '../../src/domain/pool.ts';
import { alive, dead, lb, plan, pool, seen, testCases, want, type Case } from './pool-table.ts';

const abilities: EntryAbilities = {
  sticky: { header: 'x-user', cookie: 'pacer_shop' },
  routes: { header: ['x-canary'], cookie: [], query: [] },
};
const yes: Route = { by: 'header', name: 'x-canary', value: 'yes', slot: 'b' };
const no: Route = { ...yes, value: 'no' };

const serving: readonly ObservedServer[] = [seen('a', 'blue'), seen('b', 'green')];
const wanted = (shareOfB: number, but: Partial<DesiredPool> = {}): DesiredPool => ({
  ...pool(shareOfB, want('a', 'blue'), want('b', 'green')),
  ...but,
});
const has = (routing: Partial<PoolRouting>, but: Partial<ObservedInstance> = {}): ObservedInstance => ({
  ...lb(undefined, ...serving),
  routing: { shareOfB: 0, routesOpen: false, turnedBack: false, ...routing },
  abilities,
  ...but,
});

const routing: readonly Case[] = [
  {
    fact: 'share and stickiness are one change',
    desired: wanted(500, { sticky: 'header' }),
    instance: has({}),
    steps: ['set-share 500 header present'],
  },
  {
    fact: 'stickiness that nobody wants any more goes',
    desired: wanted(500),
    instance: has({ shareOfB: 500, sticky: 'header' }),
    steps: ['set-share 500 present'],
  },
  {
    fact: 'a route is there before it is opened, and what an earlier one left is gone',
    desired: wanted(0, { routes: [yes] }),
    instance: has({}, { routes: [no] }),
    steps: [
      'delete-route header x-canary=no',
      'set-route header x-canary=yes to b missing',
      'set-share 0 open present',
    ],
  },
  {
    fact: 'a route is closed before it goes',
    desired: wanted(500),
    instance: has({ routesOpen: true }, { routes: [yes] }),
    steps: ['set-share 500 present', 'delete-route header x-canary=yes'],
  },
  {
    fact: 'an open route that leads elsewhere is changed in its place',
    desired: wanted(0, { routes: [{ ...yes, slot: 'a' }] }),
    instance: has({ routesOpen: true }, { routes: [yes] }),
    steps: ['set-route header x-canary=yes to a present'],
  },
  {
    fact: 'a route as it should be is left alone',
    desired: wanted(0, { routes: [yes], sticky: 'cookie' }),
    instance: has({ routesOpen: true, sticky: 'cookie' }, { routes: [yes] }),
  },
  {
    fact: 'a route is not opened to a slot without a serving server',
    desired: wanted(0, { routes: [yes] }),
    instance: has({}, { servers: [seen('a', 'blue'), seen('b', 'green', dead)] }),
    waits: /^shop_b has no serving server on lb1/,
  },
  {
    fact: 'an open route does not keep a share from moving away from a dead slot',
    desired: wanted(0, { routes: [yes] }),
    instance: has(
      { shareOfB: 500, routesOpen: true },
      { routes: [yes], servers: [seen('a', 'blue'), seen('b', 'green', dead)] },
    ),
    steps: ['set-share 0 open present'],
  },
  {
    fact: 'the last server to which an open route leads serves on, although it has no share',
    desired: { ...pool(0, want('a', 'blue'), want('b', 'green', 'draining')), routes: [yes] },
    instance: has({ routesOpen: true }, { routes: [yes] }),
    waits: /green is the last of shop_b and keeps serving/,
  },
  {
    fact: 'the last server to which a closed route would lead drains',
    desired: pool(0, want('a', 'blue'), want('b', 'green', 'draining')),
    instance: has({}, {}),
    steps: ['drain-server b/green'],
  },
  {
    fact: 'a route that a restart brought back is closed before its slot gets a server',
    desired: wanted(0),
    instance: has(
      { routesOpen: true },
      { routes: [yes], servers: [seen('a', 'blue'), seen('b', 'green', alive)] },
    ),
    steps: ['set-share 0 present', 'enable-server b/green'],
  },
  {
    fact: 'what the configuration does not know is named, and the share follows',
    desired: wanted(500, { sticky: 'address', routes: [yes, { ...yes, by: 'query', name: 'canary' }] }),
    instance: has({}),
    steps: ['set-route header x-canary=yes to b missing', 'set-share 500 open present'],
    waits: /lb1 to allow routes by query canary .*; .* lb1 to allow stickiness by address/,
  },
  {
    fact: 'an older configuration gets a plain share',
    desired: wanted(500, { sticky: 'header', routes: [yes] }),
    instance: { ...lb(0, ...serving) },
    steps: ['set-share 500 present'],
    waits: /lb1 to allow routes by header x-canary .*; .* lb1 to allow stickiness by header/,
  },
];

const turnedBack: readonly Case[] = [
  {
    fact: 'a pool that yields leaves what a turn back left',
    desired: wanted(500, { sticky: 'header', routes: [yes], yields: true }),
    instance: has({ turnedBack: true }),
  },
  {
    fact: 'a pool that yields tidies routes away that no longer count',
    desired: wanted(500, { routes: [yes], yields: true }),
    instance: has({ turnedBack: true }, { routes: [yes] }),
    steps: ['delete-route header x-canary=yes'],
  },
  {
    fact: 'a pool that yields still keeps servers',
    desired: {
      ...wanted(500, { yields: true }),
      servers: [want('a', 'blue'), want('b', 'green', 'draining')],
    },
    instance: has({ turnedBack: true }),
    steps: ['drain-server b/green'],
  },
  {
    fact: 'a pool that does not yield overrules a turn back',
    desired: wanted(500),
    instance: has({ turnedBack: true }),
    steps: ['set-share 500 present'],
  },
  {
    fact: 'a pool that does not yield clears the mark of a turn back, also where the share stays',
    desired: wanted(0),
    instance: has({ turnedBack: true }),
    steps: ['set-share 0 present'],
  },
  {
    fact: 'the last server of the slot to which everybody was sent serves on',
    desired: {
      ...wanted(500, { yields: true }),
      servers: [want('a', 'blue', 'draining'), want('b', 'green')],
    },
    instance: has({ turnedBack: true }),
    waits: /blue is the last of shop_a and keeps serving/,
  },
];

describe.each([
  ['routing', routing],
  ['after a turn back', turnedBack],
])('%s', (_, cases) => {
  testCases(cases);
});

it('an instance that missed a turn back is brought to it by a pool that yields', () => {
  const missed = has({ shareOfB: 500, routesOpen: true }, { balancer: 'lb2', routes: [yes] });
  const planned = plan(wanted(500, { routes: [yes], yields: true }), has({ turnedBack: true }), missed);
  expect(planned.steps).toEqual(['lb2 set-share 0 back present', 'lb2 delete-route header x-canary=yes']);
});
