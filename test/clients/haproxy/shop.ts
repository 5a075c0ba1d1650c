import { createHaproxy, haproxyDefaults } from '../../../src/clients/haproxy/haproxy.ts';
import {
  haproxyGlobalConfig,
  haproxyMap,
  haproxyServiceConfig,
} from '../../../src/clients/haproxy/config.ts';
import type {
  BackendSlot,
  Convergence,
  DesiredPool,
  DesiredServer,
  LoadBalancer,
} from '../../../src/domain/pool.ts';
import { choosePort } from '../../../src/local/ports.ts';
import { eventually } from '../../support/eventually.ts';
import {
  startHaproxy,
  type HaproxyPlace,
  type HaproxyVersion,
  type RunningHaproxy,
} from '../../support/haproxy.ts';
import type { Upstream } from './upstream.ts';

type SavedServers = readonly {
  readonly slot: BackendSlot;
  readonly name: string;
  readonly address: string;
}[];

/** HAProxy with the printed configuration of the service `shop`, and Pacer's client of it. */
export interface Shop {
  readonly name: string;
  readonly url: string;
  readonly haproxy: RunningHaproxy;
  readonly balancer: LoadBalancer;
  readonly configWith: (servers: SavedServers) => string;
}

export async function startShop(version: HaproxyVersion, name = 'lb1'): Promise<Shop> {
  const port = await choosePort('127.0.0.1', 0, 'frontend');
  const configOf = (place: Pick<HaproxyPlace, 'socket' | 'mapFile'>, servers: SavedServers): string =>
    haproxyGlobalConfig({ socket: place.socket }) +
    haproxyServiceConfig({
      service: 'shop',
      mapFile: place.mapFile,
      bind: `127.0.0.1:${port}`,
      healthPath: '/health',
      servers,
    });
  const haproxy = await startHaproxy(version, (place) => ({
    config: configOf(place, []),
    map: haproxyMap({ shop: 0 }),
  }));
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    haproxy,
    balancer: balancerOf([{ name, haproxy }]),
    configWith: (servers) => configOf(haproxy, servers),
  };
}

/** All instances must name the map alike; in tests each has its own, so each client is given one map. */
export function balancerOf(
  members: readonly { readonly name: string; readonly haproxy: HaproxyPlace }[],
  intervalMs = 100,
): LoadBalancer {
  return createHaproxy({
    ...haproxyDefaults,
    check: { ...haproxyDefaults.check, intervalMs },
    instances: members.map(({ name, haproxy }) => ({ name, socket: haproxy.socket })),
    mapFile: members[0]?.haproxy.mapFile ?? '',
  });
}

export const server = (
  slot: BackendSlot,
  upstream: Pick<Upstream, 'address'>,
  mode: DesiredServer['mode'] = 'serving',
): DesiredServer => ({
  slot,
  name: `pacer_${slot}.${upstream.address.split(':')[1] ?? ''}`,
  address: upstream.address,
  mode,
});

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
