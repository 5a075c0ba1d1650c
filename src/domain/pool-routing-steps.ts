import type { Route } from './canary.ts';
import {
  openRoutes,
  presentRouting,
  serves,
  shareOf,
  takesRequests,
  type ObservedInstance,
} from './pool-observation.ts';
import { emptyPhase, type Phase, type PoolStep } from './pool-phase.ts';
import { isSameMatch, isSameRouting } from './pool-routing.ts';
import { feasibleRouting, type FeasibleRouting, type PoolTarget } from './pool-target.ts';
import type { BackendSlot } from './pool.ts';

/** Share, stickiness and routes move on an instance when every slot that will get requests has a server that serves. */
export function planRouting(target: PoolTarget, instances: readonly ObservedInstance[]): Phase {
  const phase = emptyPhase();
  for (const instance of instances) {
    const { balancer } = instance;
    const feasible = feasibleRouting(target, instance);
    phase.misses.push(...feasible.beyond);
    const steps = routingSteps(feasible, instance);
    const empty = steps.length === 0 ? undefined : emptySlotOf(feasible, instance);
    if (empty) {
      phase.holds.push(
        `${target.service}_${empty} has no serving server on ${balancer}, so its share stays as it is`,
      );
    } else {
      phase.steps.push(...steps.map((step) => ({ balancer, step })));
    }
  }
  return phase;
}

/** Routes are in the map before they are opened, and gone from it only when they are closed. */
function routingSteps({ routing, routes }: FeasibleRouting, instance: ObservedInstance): PoolStep[] {
  const present = instance.routes ?? [];
  const missing = routes.filter((it) => !present.some((old) => isSameMatch(old, it) && old.slot === it.slot));
  const stale: PoolStep[] = present
    .filter((old) => !routes.some((it) => isSameMatch(old, it)))
    .map((route) => ({ kind: 'delete-route', route }));
  const change: PoolStep = {
    kind: 'set-routing',
    routing,
    entry: instance.routing === undefined ? 'missing' : 'present',
  };
  const isOpen = presentRouting(instance).routesOpen;
  return [
    ...(isOpen ? [] : stale),
    ...missing.map((route): PoolStep => {
      const isKnown = present.some((old) => isSameMatch(old, route));
      return { kind: 'set-route', route, entry: isKnown ? 'present' : 'missing' };
    }),
    ...(instance.routing !== undefined && isSameRouting(routing, instance.routing) ? [] : [change]),
    ...(isOpen ? stale : []),
  ];
}

/** A slot that would newly get requests and has nobody for them; none when nobody serves at all. */
function emptySlotOf(
  { routing, routes }: FeasibleRouting,
  instance: ObservedInstance,
): BackendSlot | undefined {
  if (!instance.servers.some(takesRequests)) return undefined;
  const isNewShare = presentRouting(instance).shareOfB !== routing.shareOfB;
  const open = openRoutes(instance);
  const isNewRoute = (route: Route): boolean =>
    !open.some((it) => isSameMatch(it, route) && it.slot === route.slot);
  return (['a', 'b'] as const).find(
    (slot) =>
      ((isNewShare && shareOf(slot, routing.shareOfB) > 0) ||
        routes.some((route) => route.slot === slot && isNewRoute(route))) &&
      !instance.servers.some((server) => server.slot === slot && serves(server)),
  );
}
