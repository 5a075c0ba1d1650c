import {
  isIdle,
  matchServers,
  takesRequests,
  type ObservedInstance,
  type ObservedServer,
} from './pool-observation.ts';
import { emptyPhase, type Phase, type PoolStep } from './pool-phase.ts';
import type { PoolTarget } from './pool-target.ts';

/** Servers nobody desires and that take no requests are deleted once nothing is under way on them. */
export function planRemovals(desired: PoolTarget, instances: readonly ObservedInstance[]): Phase {
  const phase = emptyPhase();
  for (const instance of instances) {
    const { absent } = matchServers(desired, instance);
    for (const server of absent.filter((it) => !takesRequests(it))) {
      if (isIdle(server)) {
        phase.steps.push(...stepsToDelete(server).map((step) => ({ balancer: instance.balancer, step })));
      } else {
        phase.misses.push(sessionsUnderWay(instance, server));
      }
    }
  }
  return phase;
}

export function stepsToDelete({ slot, name, admin }: ObservedServer): PoolStep[] {
  const remove: PoolStep = { kind: 'delete-server', slot, name };
  return admin === 'maintenance' ? [remove] : [{ kind: 'disable-server', slot, name }, remove];
}

export function sessionsUnderWay({ balancer }: ObservedInstance, server: ObservedServer): string {
  const queued = server.queue > 0 ? ` and ${server.queue} queued` : '';
  return `${server.name} still has ${server.sessions} sessions${queued} on ${balancer}`;
}
