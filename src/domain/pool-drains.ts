import {
  matchServers,
  serves,
  slotTakesRequests,
  takesRequests,
  type ObservedInstance,
  type ObservedServer,
} from './pool-observation.ts';
import { emptyPhase, type Phase } from './pool-phase.ts';
import type { PoolTarget } from './pool-target.ts';

/** One server that is to leave, on one instance. */
interface Leaver {
  readonly instance: ObservedInstance;
  readonly server: ObservedServer;
}

/**
 * Servers that should drain, and absent ones that still take requests, are drained; on all instances or on none. Never
 * the last serving one of a slot that takes requests, and none that takes requests while a desired server does not serve.
 */
export function planDrains(
  desired: PoolTarget,
  instances: readonly ObservedInstance[],
  notServing: readonly string[],
): Phase {
  const phase = emptyPhase();
  const gone = new Set<ObservedServer>();
  for (const [name, leavers] of leaversByName(desired, instances)) {
    const inUse = leavers.filter(
      (it) => takesRequests(it.server) && slotTakesRequests(it.instance, it.server.slot),
    );
    const last = inUse.find((it) => !leavesAnother(it, gone));
    if (last) {
      phase.holds.push(
        `another server to serve on ${last.instance.balancer}: ${name} is the last of ${desired.service}_${last.server.slot} and keeps serving`,
      );
    } else if (inUse.length > 0 && notServing.length > 0) {
      phase.holds.push(`${name} keeps serving meanwhile`);
    } else {
      for (const { instance, server } of leavers) {
        gone.add(server);
        const step = { kind: 'drain-server', slot: server.slot, name: server.name } as const;
        phase.steps.push({ balancer: instance.balancer, step });
      }
    }
  }
  return phase;
}

function leaversByName(desired: PoolTarget, instances: readonly ObservedInstance[]): Map<string, Leaver[]> {
  const byName = new Map<string, Leaver[]>();
  for (const instance of instances) {
    const { matches, absent } = matchServers(desired, instance);
    const leaving = absent.filter(takesRequests).map((server) => ({ name: server.name, server }));
    for (const { desired: wanted, observed } of matches) {
      if (wanted.mode === 'draining' && observed && !isOut(observed))
        leaving.push({ name: wanted.name, server: observed });
    }
    for (const { name, server } of leaving)
      byName.set(name, [...(byName.get(name) ?? []), { instance, server }]);
  }
  return byName;
}

const isOut = (server: ObservedServer): boolean =>
  server.admin === 'maintenance' || (server.admin === 'drain' && server.weight === 0);

const leavesAnother = ({ instance, server }: Leaver, gone: ReadonlySet<ObservedServer>): boolean =>
  instance.servers.some((it) => it.slot === server.slot && it !== server && !gone.has(it) && serves(it));
