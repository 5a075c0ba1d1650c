import type { EntryAbilities, Route } from './canary.ts';
import { everybodyTo, type PoolRouting } from './pool-routing.ts';
import type { BackendSlot, DesiredPool, DesiredServer, PoolServerState } from './pool.ts';

/** One server as a load balancer shows it, under the load balancer's own name for it. */
export interface ObservedServer {
  readonly slot: BackendSlot;
  readonly name: string;
  /** `host:port`, the host as an IP address */
  readonly address: string;
  readonly admin: 'ready' | 'drain' | 'maintenance';
  readonly weight: number;
  readonly initialWeight: number;
  /** The load balancer would give it requests if it were ready; true before the first check, too. */
  readonly up: boolean;
  readonly check: ObservedCheck;
  /** The check's own word, such as `L7OK` or `L4CON`. */
  readonly checkStatus: string;
  readonly sessions: number;
  readonly queue: number;
}

export type ObservedCheck =
  /** the server has none */
  | 'none'
  /** there is one, not switched on yet */
  | 'off'
  /** stopped by maintenance: its last result is old */
  | 'paused'
  /** runs, no result newer than the server's last change of state */
  | 'pending'
  | 'passed'
  | 'failed';

export interface ObservedInstance {
  readonly balancer: string;
  /** Absent: no entry in its map, and everybody goes to slot a. */
  readonly routing?: PoolRouting;
  /** Routes in its map, whether they count or not. */
  readonly routes?: readonly Route[];
  /** What its configuration can do beside a share; absent: nothing. */
  readonly abilities?: EntryAbilities;
  readonly servers: readonly ObservedServer[];
}

export const takesRequests = (server: ObservedServer): boolean =>
  server.admin === 'ready' && server.weight > 0 && server.up;

/** Takes requests, and no check speaks against it or is still awaited. */
export const serves = (server: ObservedServer): boolean =>
  takesRequests(server) && (server.check === 'passed' || server.check === 'none' || server.check === 'off');

export const isIdle = (server: ObservedServer): boolean => server.sessions === 0 && server.queue === 0;

export const shareOf = (slot: BackendSlot, shareOfB: number): number =>
  slot === 'b' ? shareOfB : 10_000 - shareOfB;

export const otherSlot = (slot: BackendSlot): BackendSlot => (slot === 'a' ? 'b' : 'a');

/** Without an entry in its map an instance sends everybody to slot a. */
export const presentRouting = ({ routing }: ObservedInstance): PoolRouting =>
  routing ?? everybodyTo('a', false);

/** Routes that lead somewhere now. */
export const openRoutes = (instance: ObservedInstance): readonly Route[] =>
  presentRouting(instance).routesOpen ? (instance.routes ?? []) : [];

/** By its share or a route, or because the other slot has nobody who surely serves and HAProxy falls back to this one. */
export function slotTakesRequests(instance: ObservedInstance, slot: BackendSlot): boolean {
  const alone = !instance.servers.some((server) => server.slot === otherSlot(slot) && serves(server));
  const routed = openRoutes(instance).some((route) => route.slot === slot);
  return alone || routed || shareOf(slot, presentRouting(instance).shareOfB) > 0;
}

export function poolServerState(server: ObservedServer): PoolServerState {
  if (server.admin === 'maintenance') {
    if (server.check !== 'paused' && server.check !== 'none') return 'checking';
    return isIdle(server) ? 'maintenance' : 'draining';
  }
  if (server.admin === 'drain' || server.weight === 0) return 'draining';
  return server.up ? 'serving' : 'down';
}

export interface Match {
  readonly desired: DesiredServer;
  readonly observed?: ObservedServer;
}

export interface Matching {
  readonly matches: readonly Match[];
  /** Servers of the instance that nobody desires. */
  readonly absent: readonly ObservedServer[];
}

/** How serverName begins: such a server belongs to the task it is named for, and to no later one at its address. */
const pacersOwn = /^pacer_/;

/** Pairs desired servers with observed ones: by slot and name, else by slot and address where somebody else named it. */
export function matchServers(desired: Pick<DesiredPool, 'servers'>, instance: ObservedInstance): Matching {
  const free = new Set(instance.servers);
  const claim = (wanted: (server: ObservedServer) => boolean): ObservedServer | undefined => {
    const found = [...free].find(wanted);
    if (found) free.delete(found);
    return found;
  };
  const byName = desired.servers.map((it) =>
    claim((server) => server.slot === it.slot && server.name === it.name),
  );
  const matches = desired.servers.map((it, index): Match => {
    const observed =
      byName[index] ??
      claim(({ slot, name, address }) => slot === it.slot && address === it.address && !pacersOwn.test(name));
    return observed ? { desired: it, observed } : { desired: it };
  });
  return { matches, absent: [...free] };
}
