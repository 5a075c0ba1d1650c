import {
  isIdle,
  matchServers,
  openRoutes,
  otherSlot,
  presentRouting,
  serves,
  shareOf,
  takesRequests,
  type Match,
  type ObservedInstance,
  type ObservedServer,
} from './pool-observation.ts';
import { emptyPhase, type Phase, type PoolStep } from './pool-phase.ts';
import { sessionsUnderWay, stepsToDelete } from './pool-removals.ts';
import { everybodyTo } from './pool-routing.ts';
import type { PoolTarget } from './pool-target.ts';
import type { BackendSlot, DesiredServer } from './pool.ts';

/** What one desired server needs on one instance before it serves. */
type Progress =
  | { readonly kind: 'serves' }
  | { readonly kind: 'prepare'; readonly steps: readonly PoolStep[] }
  /** Checked and alive: after this step users reach it. */
  | { readonly kind: 'admit'; readonly step: PoolStep }
  /** Its check is about to tell. */
  | { readonly kind: 'pending'; readonly sentence: string }
  /** Its check said no, or it cannot be replaced yet. */
  | { readonly kind: 'fails'; readonly sentence: string };

/** Desired servers are added, checked in maintenance or drain, and only then given requests. */
export function planAdditions(desired: PoolTarget, instances: readonly ObservedInstance[]): Phase {
  const phase = emptyPhase();
  for (const instance of instances) {
    const wanted = matchServers(desired, instance).matches.filter((it) => it.desired.mode === 'serving');
    const progress = wanted.map((it) => ({
      slot: it.desired.slot,
      doubted: it.desired.doubted === true,
      next: progressOf(it, instance),
    }));
    const push = (step: PoolStep): void => void phase.steps.push({ balancer: instance.balancer, step });

    const emptied = slotToRelieve(desired, instance);
    if (emptied) push(relieve(emptied, desired, instance));
    const later = slotToHoldBack(desired, instance, progress);
    for (const { slot, doubted, next } of progress) {
      if (next.kind === 'prepare') next.steps.forEach(push);
      if (next.kind === 'admit' && slot !== later) push(next.step);
      if (next.kind === 'pending') phase.holds.push(next.sentence);
      if (next.kind === 'fails' && !doubted) phase.misses.push(next.sentence);
    }
  }
  return phase;
}

function progressOf({ desired, observed }: Match, instance: ObservedInstance): Progress {
  if (!observed) {
    const { slot, name, address } = desired;
    const add: PoolStep = { kind: 'add-server', slot, name, address };
    return { kind: 'prepare', steps: [add, { kind: 'enable-health', slot, name }] };
  }
  if (observed.address !== desired.address) return replace(observed, instance);
  if (observed.admin === 'ready' && observed.weight > 0) return watch(observed, instance);
  if (observed.check === 'none') return replace(observed, instance);
  return bringBack(desired, observed, instance);
}

/** From maintenance or drain to serving, by way of a check newer than the last change of state. */
function bringBack(
  desired: DesiredServer,
  observed: ObservedServer,
  { balancer }: ObservedInstance,
): Progress {
  const { slot, name, admin, check } = observed;
  const server = `${desired.name} on ${balancer}`;
  if (check === 'off') return { kind: 'prepare', steps: [{ kind: 'enable-health', slot, name }] };
  if (check === 'paused') return { kind: 'prepare', steps: [{ kind: 'drain-server', slot, name }] };
  if (check === 'pending') return { kind: 'pending', sentence: `the first health check of ${server}` };
  if (check !== 'passed')
    return { kind: 'fails', sentence: `${server} to pass its health check (${observed.checkStatus})` };
  if (admin === 'maintenance') return { kind: 'admit', step: { kind: 'enable-server', slot, name } };
  return {
    kind: 'admit',
    step: { kind: 'undrain-server', slot, name, weight: Math.max(1, observed.initialWeight) },
  };
}

function watch(observed: ObservedServer, { balancer }: ObservedInstance): Progress {
  if (serves(observed)) return { kind: 'serves' };
  const server = `${observed.name} on ${balancer}`;
  if (observed.check === 'pending')
    return { kind: 'pending', sentence: `the first health check of ${server}` };
  return { kind: 'fails', sentence: `${server} to pass its health check (${observed.checkStatus})` };
}

/** The old server of that name drains and goes first; the next round adds it anew. */
function replace(old: ObservedServer, instance: ObservedInstance): Progress {
  const { slot, name } = old;
  if (takesRequests(old)) {
    const others = instance.servers.some((it) => it.slot === slot && it !== old && serves(it));
    if (others) return { kind: 'prepare', steps: [{ kind: 'drain-server', slot, name }] };
    return {
      kind: 'fails',
      sentence: `another server to serve on ${instance.balancer}: ${name} at ${old.address} is the last and cannot be replaced`,
    };
  }
  if (isIdle(old)) return { kind: 'prepare', steps: stepsToDelete(old) };
  return { kind: 'fails', sentence: sessionsUnderWay(instance, old) };
}

/**
 * A slot without servers whose share is larger than desired, or to which a route leads that is not desired (a restart
 * brought the map's old entries back): that goes first, since its first new server would get all of it.
 */
function slotToRelieve(desired: PoolTarget, instance: ObservedInstance): BackendSlot | undefined {
  return (['a', 'b'] as const).find((slot) => {
    const present = shareOf(slot, presentRouting(instance).shareOfB);
    const isTooMuch =
      present > shareOf(slot, desired.shareOfB) ||
      (desired.routes === undefined && openRoutes(instance).some((route) => route.slot === slot));
    return (
      isTooMuch &&
      desired.servers.some((it) => it.slot === slot && it.mode === 'serving') &&
      !instance.servers.some((it) => it.slot === slot && takesRequests(it)) &&
      instance.servers.some((it) => it.slot !== slot && serves(it))
    );
  });
}

/** The slot with the smaller share waits while the other has nobody yet but soon will: alone it would get everything. */
function slotToHoldBack(
  desired: PoolTarget,
  instance: ObservedInstance,
  progress: readonly { readonly slot: BackendSlot; readonly next: Progress }[],
): BackendSlot | undefined {
  if (desired.shareOfB === 5_000) return undefined;
  const minor: BackendSlot = desired.shareOfB < 5_000 ? 'b' : 'a';
  const major = otherSlot(minor);
  if (instance.servers.some((it) => it.slot === major && serves(it))) return undefined;
  const coming = progress.some(
    ({ slot, next }) => slot === major && next.kind !== 'serves' && next.kind !== 'fails',
  );
  return coming ? minor : undefined;
}

const relieve = (slot: BackendSlot, desired: PoolTarget, instance: ObservedInstance): PoolStep => ({
  kind: 'set-routing',
  routing: {
    ...everybodyTo(otherSlot(slot), false),
    routesOpen: desired.routes !== undefined && presentRouting(instance).routesOpen,
  },
  entry: instance.routing === undefined ? 'missing' : 'present',
});
