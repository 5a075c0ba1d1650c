import { expect, it } from 'vitest';
import type { RouteMatch } from '../../src/domain/canary.ts';
import type { ObservedInstance, ObservedServer } from '../../src/domain/pool-observation.ts';
import type { PoolStep } from '../../src/domain/pool-phase.ts';
import { planPool } from '../../src/domain/pool-steps.ts';
import type { BackendSlot, DesiredPool, DesiredServer } from '../../src/domain/pool.ts';

export const want = (
  slot: BackendSlot,
  name: string,
  mode: DesiredServer['mode'] = 'serving',
): DesiredServer => ({
  slot,
  name,
  address: `10.0.0.1:${name.length}`,
  mode,
});
export const pool = (shareOfB: number, ...servers: DesiredServer[]): DesiredPool => ({
  service: 'shop',
  servers,
  shareOfB,
});

/** A server that serves, but for what is said otherwise. */
export const seen = (slot: BackendSlot, name: string, but: Partial<ObservedServer> = {}): ObservedServer => ({
  ...{
    slot,
    name,
    address: `10.0.0.1:${name.length}`,
    admin: 'ready',
    weight: 1,
    initialWeight: 1,
    up: true,
  },
  ...{ check: 'passed', checkStatus: 'L7OK', sessions: 0, queue: 0 },
  ...but,
});
export const born: Partial<ObservedServer> = { admin: 'maintenance', up: false, check: 'pending' };
export const alive: Partial<ObservedServer> = { ...born, check: 'passed' };
export const dead: Partial<ObservedServer> = { up: false, check: 'failed', checkStatus: 'L4CON' };
export const drained: Partial<ObservedServer> = { admin: 'drain', weight: 0 };
export const lb = (shareOfB: number | undefined, ...servers: ObservedServer[]): ObservedInstance => ({
  balancer: 'lb1',
  servers,
  ...(shareOfB === undefined ? {} : { routing: { shareOfB, routesOpen: false, turnedBack: false } }),
});

const words = (step: PoolStep): string =>
  'slot' in step ? `${step.kind} ${step.slot}/${step.name}` : wordsOfMap(step);
const wordsOfMap = (step: Exclude<PoolStep, { slot: unknown }>): string => {
  if (step.kind === 'delete-route') return `delete-route ${match(step.route)}`;
  if (step.kind === 'set-route') return `set-route ${match(step.route)} to ${step.route.slot} ${step.entry}`;
  const { shareOfB, sticky, routesOpen, turnedBack } = step.routing;
  const more = [
    ...(sticky ? [sticky] : []),
    ...(routesOpen ? ['open'] : []),
    ...(turnedBack ? ['back'] : []),
  ];
  return ['set-share', shareOfB, ...more, step.entry].join(' ');
};
const match = ({ by, name, value }: RouteMatch): string => `${by} ${name}=${value ?? '*'}`;
export const plan = (desired: DesiredPool, ...instances: ObservedInstance[]) => {
  const { steps, waitingFor } = planPool(desired, instances);
  return { steps: steps.map(({ balancer, step }) => `${balancer} ${words(step)}`), waitingFor };
};

export interface Case {
  readonly fact: string;
  readonly desired: DesiredPool;
  readonly instance: ObservedInstance;
  readonly steps?: readonly string[];
  readonly waits?: RegExp;
}

/** One test for each case: what is planned for one instance. */
export const testCases = (cases: readonly Case[]): void => {
  it.each(cases.map((it) => [it.fact, it] as const))(
    '%s',
    (_fact, { desired, instance, steps = [], waits }) => {
      const planned = plan(desired, instance);
      expect(planned.steps).toEqual(steps.map((step) => `lb1 ${step}`));
      if (waits) expect(planned.waitingFor.join('; ')).toMatch(waits);
      else if (steps.length === 0) expect(planned.waitingFor).toEqual([]);
    },
  );
};
