import type { Route } from './canary.ts';
import { presentRouting, type ObservedInstance } from './pool-observation.ts';
import type { PoolRouting } from './pool-routing.ts';
import type { DesiredPool } from './pool.ts';

/** What `planPool` works towards on all instances. */
export interface PoolTarget extends Omit<DesiredPool, 'yields'> {
  readonly turnedBack?: true;
}

/**
 * What is to be made of a desired pool: itself; or, where it yields and one instance was turned back, that on all of
 * them, since the others have missed it or lost it in a restart.
 */
export function targetOf(
  { yields, ...desired }: DesiredPool,
  instances: readonly ObservedInstance[],
): PoolTarget {
  const back = yields === true ? instances.find((it) => it.routing?.turnedBack === true) : undefined;
  if (!back) return desired;
  const { service, servers } = desired;
  return { service, servers, shareOfB: presentRouting(back).shareOfB, turnedBack: true };
}

/** A target in the terms of one instance, as far as its configuration can follow. */
export interface FeasibleRouting {
  readonly routing: PoolRouting;
  readonly routes: readonly Route[];
  /** What it cannot do, as sentences for the operator. */
  readonly beyond: readonly string[];
}

export function feasibleRouting(
  { shareOfB, sticky, routes: wanted = [], turnedBack }: PoolTarget,
  { balancer, abilities }: ObservedInstance,
): FeasibleRouting {
  const isPossible = ({ by, name }: Route): boolean => abilities?.routes[by].includes(name) === true;
  const routes = wanted.filter(isPossible);
  const sticks = sticky !== undefined && abilities?.sticky[sticky] !== undefined;
  const beyond = [
    ...wanted.filter((it) => !isPossible(it)).map(({ by, name }) => `routes by ${by} ${name}`),
    ...(sticky !== undefined && !sticks ? [`stickiness by ${sticky}`] : []),
  ];
  return {
    routing: {
      shareOfB,
      ...(sticks ? { sticky } : {}),
      routesOpen: routes.length > 0,
      turnedBack: turnedBack === true,
    },
    routes,
    beyond: beyond.map((it) => `the configuration of ${balancer} to allow ${it} (docs/haproxy.md)`),
  };
}
