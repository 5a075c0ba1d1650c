import { poolServerState, type ObservedServer } from '../../domain/pool-observation.ts';
import type { HaproxyEntryNames } from './entry-names.ts';
import { entryOf, routeKey, slotNumbers } from './map.ts';
import { observe } from './observe.ts';
import { runtimeApi } from './runtime-api.ts';
import { haproxyDefaults } from './settings.ts';

/** What a running HAProxy has for a service, and would forget in a reload. */
export interface HaproxyKept {
  /** Those that serve. One that leaves keeps its sessions in the old process. */
  readonly servers: readonly Pick<ObservedServer, 'slot' | 'name' | 'address'>[];
  /** Its lines of the map's file: its number, and its routes. */
  readonly mapLines: readonly string[];
  /** By which its configuration chooses now; empty where it knows no canary. */
  readonly names: HaproxyEntryNames;
}

/** Reads it by the runtime socket and changes nothing. Throws HaproxyUnreachable and HaproxyRefused. */
export async function readKept(socket: string, service: string, mapFile: string): Promise<HaproxyKept> {
  const instance = { name: 'to keep', socket };
  const ask = runtimeApi(instance, haproxyDefaults.commandTimeoutMs);
  const { servers, routing, routes = [], abilities } = await observe({ instance, ask, mapFile }, service);
  return {
    servers: servers.filter((it) => poolServerState(it) === 'serving'),
    mapLines: [
      ...(routing === undefined ? [] : [`${service} ${entryOf(routing)}`]),
      ...routes.map((route) => `${routeKey(service, route)} ${slotNumbers[route.slot]}`),
    ],
    names:
      abilities === undefined
        ? {}
        : {
            routeHeaders: abilities.routes.header,
            routeCookies: abilities.routes.cookie,
            routeQueries: abilities.routes.query,
            ...(abilities.sticky.header === undefined ? {} : { stickyHeader: abilities.sticky.header }),
            ...(abilities.sticky.cookie === undefined ? {} : { stickyCookie: abilities.sticky.cookie }),
          },
  };
}

/** The lines of the map's file as comments of a configuration. */
export function keptMap(service: string, mapFile: string, { mapLines }: HaproxyKept): string {
  const head = `# before HAProxy is reloaded, ${mapFile} must have of ${service} these lines and no others:`;
  return ['', head, ...mapLines.map((line) => `#    ${line}`), ''].join('\n');
}
