import { createHaproxy, haproxyDefaults } from '../../../src/clients/haproxy/haproxy.ts';
import {
  haproxyGlobalConfig,
  haproxyMap,
  haproxyServiceConfig,
} from '../../../src/clients/haproxy/config.ts';
import type { HaproxyEntryNames } from '../../../src/clients/haproxy/entry-names.ts';
import type {
  BackendSlot,
  Convergence,
  DesiredPool,
  DesiredServer,
  LoadBalancer,
} from '../../../src/domain/pool.ts';
import { choosePort } from '../../../src/local/ports.ts';
import { eventually } from '../../support/eventually.ts';
import { startHaproxy, type HaproxyVersion, type RunningHaproxy } from '../../support/haproxy.ts';

type SavedServers = readonly Pick<DesiredServer, 'slot' | 'name' | 'address'>[];

/** HAProxy with the printed configuration of the service `shop`. */
export interface Shop {
  readonly url: string;
  readonly haproxy: RunningHaproxy;
  readonly mapFile: string;
  readonly configWith: (servers: SavedServers) => string;
}

export interface ShopOptions {
  /** In its configuration file from the start. */
  readonly servers?: SavedServers;
  /** Of another HAProxy, to be shared. */
  readonly mapFile?: string;
  readonly names?: HaproxyEntryNames;
  /** The configuration of another kind instead of the one that is printed now. */
  readonly serviceConfig?: (mapFile: string, bind: string) => string;
}

export async function startShop(
  version: HaproxyVersion,
  { servers = [], mapFile, names, serviceConfig }: ShopOptions = {},
): Promise<Shop> {
  const port = await choosePort('127.0.0.1', 0, 'frontend');
  const configOf = (socket: string, map: string, saved: SavedServers): string =>
    haproxyGlobalConfig({ socket }) +
    (serviceConfig?.(map, `127.0.0.1:${port}`) ??
      haproxyServiceConfig({
        service: 'shop',
        mapFile: map,
        bind: `127.0.0.1:${port}`,
        healthPath: '/health',
        check: fastCheck,
        servers: saved,
        ...names,
      }));
  const haproxy = await startHaproxy(version, (place) => ({
    config: configOf(place.socket, mapFile ?? place.mapFile, servers),
    map: haproxyMap({ shop: 0 }),
  }));
  const map = mapFile ?? haproxy.mapFile;
  return {
    url: `http://127.0.0.1:${port}`,
    haproxy,
    mapFile: map,
    configWith: (saved) => configOf(haproxy.socket, map, saved),
  };
}

/** HAProxy gives a check's connection no longer than the interval: too short a one fails on a busy machine. */
const fastCheck = { ...haproxyDefaults.check, intervalMs: 300 };

/** Pacer's client of the shops, which it knows as lb1, lb2, ... */
export const balancerOf = (...shops: readonly Shop[]): LoadBalancer =>
  balancerAt(
    shops.map((shop) => shop.haproxy.socket),
    shops[0]!.mapFile,
  );

export function balancerAt(
  sockets: readonly string[],
  mapFile: string,
  commandTimeoutMs: number = haproxyDefaults.commandTimeoutMs,
): LoadBalancer {
  return createHaproxy({
    ...haproxyDefaults,
    commandTimeoutMs,
    check: fastCheck,
    instances: sockets.map((socket, index) => ({ name: `lb${index + 1}`, socket })),
    mapFile,
  });
}

export const serving = (
  slot: BackendSlot,
  name: string,
  { address }: { address: string },
): DesiredServer => ({
  slot,
  name: `pacer_${name}`,
  address,
  mode: 'serving',
});

export const draining = (server: DesiredServer): DesiredServer => ({ ...server, mode: 'draining' });

export const pool = (shareOfB: number, ...servers: DesiredServer[]): DesiredPool => ({
  service: 'shop',
  servers,
  shareOfB,
});

/** Converges as a procedure does, again and again until it is settled. */
export function settle(
  balancer: LoadBalancer,
  desired: DesiredPool,
  timeoutMs = 15_000,
): Promise<Convergence> {
  return eventually(async () => {
    const convergence = await balancer.converge(desired);
    if (convergence.kind !== 'settled') throw new Error(convergence.waitingFor);
    return convergence;
  }, timeoutMs);
}

/** Converges until the sentence it waits for matches. */
export function awaitSentence(
  balancer: LoadBalancer,
  desired: DesiredPool,
  sentence: RegExp,
): Promise<Convergence> {
  return eventually(async () => {
    const convergence = await balancer.converge(desired);
    const waitingFor = convergence.kind === 'settled' ? 'nothing' : convergence.waitingFor;
    if (!sentence.test(waitingFor)) throw new Error(`it waits for ${waitingFor}`);
    return convergence;
  });
}

export const statesOf = ({ reading }: Convergence): Record<string, string> =>
  Object.fromEntries(reading.servers.map((it) => [`${it.balancer}/${it.name}`, it.state]));
