import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EntryAbilities, Route } from '../../src/domain/canary.ts';
import {
  matchServers,
  openRoutes,
  serves,
  takesRequests,
  type ObservedInstance,
  type ObservedServer,
} from '../../src/domain/pool-observation.ts';
import { everybodyTo, isSameMatch, type PoolRouting } from '../../src/domain/pool-routing.ts';
import type { PoolStep } from '../../src/domain/pool-phase.ts';
import { planPool } from '../../src/domain/pool-steps.ts';
import type { DesiredPool } from '../../src/domain/pool.ts';

const slot = fc.constantFrom('a' as const, 'b' as const);
const name = fc.constantFrom('pacer_1', 'pacer_2', 'pacer_3', 'pacer_4');
const addressOf = (server: string): string => `10.0.0.1:${server.at(-1) ?? ''}`;
const share = fc.constantFrom(0, 100, 5_000, 9_000, 10_000);

const sticky = fc.constantFrom('header' as const, 'cookie' as const, 'address' as const);
const abilities: EntryAbilities = {
  sticky: { header: 'x-user', cookie: 'user', address: true },
  routes: { header: ['x-canary'], cookie: ['canary'], query: [] },
};
const routes = fc.uniqueArray(
  fc
    .record({
      by: fc.constantFrom('header' as const, 'cookie' as const),
      value: fc.constantFrom('1', '2'),
      slot,
    })
    .map((it): Route => ({ ...it, name: it.by === 'header' ? 'x-canary' : 'canary' })),
  { selector: (it) => JSON.stringify([it.by, it.value]) },
);
const routing: fc.Arbitrary<PoolRouting> = fc.oneof(
  slot.map((it) => everybodyTo(it, true)),
  fc.record(
    { shareOfB: share, sticky, routesOpen: fc.boolean(), turnedBack: fc.constant(false) },
    { requiredKeys: ['shareOfB', 'routesOpen', 'turnedBack'] },
  ),
);

const desiredPool: fc.Arbitrary<DesiredPool> = fc.record(
  {
    service: fc.constant('shop'),
    shareOfB: share,
    servers: fc.uniqueArray(
      fc.record({ slot, name, mode: fc.constantFrom('serving' as const, 'draining' as const) }).map((it) => ({
        ...it,
        address: addressOf(it.name),
      })),
      { selector: (it) => it.name },
    ),
    sticky,
    routes,
    yields: fc.constant(true as const),
  },
  { requiredKeys: ['service', 'shareOfB', 'servers'] },
);

const observedServer: fc.Arbitrary<ObservedServer> = fc
  .record({
    slot,
    name,
    admin: fc.constantFrom('ready' as const, 'drain' as const, 'maintenance' as const),
    weight: fc.constantFrom(0, 1),
    check: fc.constantFrom('off' as const, 'pending' as const, 'passed' as const, 'failed' as const),
    sessions: fc.constantFrom(0, 2),
  })
  .map((it) => ({
    ...it,
    address: addressOf(it.name),
    initialWeight: 1,
    up: it.check !== 'failed' && it.admin !== 'maintenance',
    checkStatus: '',
    queue: 0,
  }));

const instance = (balancer: string): fc.Arbitrary<ObservedInstance> =>
  fc.record({
    balancer: fc.constant(balancer),
    routing: routing,
    routes,
    abilities: fc.constant(abilities),
    servers: fc.uniqueArray(observedServer, { selector: (it) => it.slot + it.name }),
  });

/** What HAProxy makes of a step. */
function after(step: PoolStep, before: ObservedInstance): ObservedInstance {
  if (!('slot' in step)) return afterOnMap(step, before);
  const own = (it: ObservedServer): boolean => it.slot === step.slot && it.name === step.name;
  const change = (by: Partial<ObservedServer>): ObservedInstance => ({
    ...before,
    servers: before.servers.map((it) => (own(it) ? { ...it, ...by } : it)),
  });
  switch (step.kind) {
    case 'add-server': {
      expect(before.servers.some(own)).toBe(false);
      const born = { admin: 'maintenance', weight: 1, initialWeight: 1, up: false, check: 'off' } as const;
      const { slot, name, address } = step;
      return {
        ...before,
        servers: [
          ...before.servers,
          { slot, name, address, ...born, checkStatus: '', sessions: 0, queue: 0 },
        ],
      };
    }
    case 'enable-health':
      return change({ check: 'pending' });
    case 'enable-server':
      return change({ admin: 'ready', up: true });
    case 'drain-server':
      return change({ admin: 'drain', weight: 0 });
    case 'undrain-server':
      return change({ admin: 'ready', weight: step.weight });
    case 'disable-server':
      return change({ admin: 'maintenance', up: false });
    case 'delete-server':
      expect(before.servers.find(own)).toMatchObject({ admin: 'maintenance', sessions: 0 });
      return { ...before, servers: before.servers.filter((it) => !own(it)) };
  }
}

function afterOnMap(step: Exclude<PoolStep, { slot: unknown }>, before: ObservedInstance): ObservedInstance {
  const { routes = [] } = before;
  switch (step.kind) {
    case 'set-routing':
      expect(step.entry === 'present').toBe(before.routing !== undefined);
      return { ...before, routing: step.routing };
    case 'set-route': {
      const others = routes.filter((it) => !isSameMatch(it, step.route));
      expect(step.entry === 'present').toBe(others.length < routes.length);
      return { ...before, routes: [...others, step.route] };
    }
    case 'delete-route':
      return { ...before, routes: routes.filter((it) => !isSameMatch(it, step.route)) };
  }
}

/** Time passes: checks find every server alive, sessions end. */
const later = (before: ObservedInstance): ObservedInstance => ({
  ...before,
  servers: before.servers.map((it) => ({
    ...it,
    sessions: 0,
    check: 'passed',
    up: it.admin !== 'maintenance',
  })),
});

it('never takes a step that leaves a served instance without a serving server', () => {
  fc.assert(
    fc.property(desiredPool, instance('lb1'), instance('lb2'), (desired, lb1, lb2) => {
      const instances = new Map([lb1, lb2].map((it) => [it.balancer, it]));
      for (const { balancer, step } of planPool(desired, [lb1, lb2]).steps) {
        const before = instances.get(balancer)!;
        const next = after(step, before);
        instances.set(balancer, next);
        if (before.servers.some(serves)) expect(next.servers.some(serves)).toBe(true);
        const newcomer = next.servers.find(
          (it) => takesRequests(it) && !before.servers.some((old) => same(old, it)),
        );
        if (newcomer) expect(newcomer.check).toBe('passed');
      }
    }),
    { numRuns: 2_000 },
  );
});

it('arrives wherever it starts when all servers are alive and somebody is to serve each slot in use', () => {
  fc.assert(
    fc.property(desiredPool, instance('lb1'), instance('lb2'), (wanted, lb1, lb2) => {
      const somebody = (['a', 'b'] as const).map((it) => ({
        slot: it,
        name: `pacer_9${it}`,
        address: '10.0.0.9:1',
      }));
      const desired: DesiredPool = {
        ...wanted,
        servers: [...wanted.servers, ...somebody.map((it) => ({ ...it, mode: 'serving' as const }))],
      };
      let instances = [lb1, lb2];
      for (let round = 0; round < 12; round++) {
        const { steps } = planPool(desired, instances);
        instances = instances.map((it) => {
          const own = steps.filter(({ balancer }) => balancer === it.balancer);
          return later(own.reduce((state, { step }) => after(step, state), it));
        });
      }
      expect(planPool(desired, instances)).toEqual({ steps: [], waitingFor: [] });
      const target = outcomeOf(desired, [lb1, lb2]);
      for (const it of instances) {
        expect(it.routing).toEqual(target.routing);
        expect(openRoutes(it).map(words).sort()).toEqual(target.routes.map(words).sort());
        const { matches, absent } = matchServers(desired, it);
        expect(absent).toEqual([]);
        for (const { desired: server, observed } of matches) {
          if (server.mode === 'serving') expect(observed && serves(observed)).toBe(true);
          else expect(observed === undefined || !takesRequests(observed)).toBe(true);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

/** Share, stickiness and routes at the end: as desired, or as a turn back left them. */
function outcomeOf(
  { shareOfB, sticky, routes = [], yields }: DesiredPool,
  before: readonly ObservedInstance[],
): { routing: PoolRouting; routes: readonly Route[] } {
  const back = before.find((it) => it.routing?.turnedBack === true)?.routing;
  if (back && yields === true) return { routing: back, routes: [] };
  const routesOpen = routes.length > 0;
  return {
    routing: { shareOfB, ...(sticky === undefined ? {} : { sticky }), routesOpen, turnedBack: false },
    routes,
  };
}

const words = ({ by, name, value, slot }: Route): string => [by, name, value, slot].join(' ');

function same(x: ObservedServer, y: ObservedServer): boolean {
  return x.slot === y.slot && x.name === y.name && takesRequests(x);
}
