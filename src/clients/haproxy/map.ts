import type { Route, RouteMatch, StickyKey } from '../../domain/canary.ts';
import type { PoolRouting } from '../../domain/pool-routing.ts';
import type { BackendSlot } from '../../domain/pool.ts';

/*
 * The entry of a service is one number, so that one change of the map changes all of its routing. Its decimal places:
 * share of slot b in ten-thousandths below 100,000; how it is sticky; whether routes are open; whether turned back.
 * Turned back to slot a it is negative: a configuration that knows only shares sends nobody to slot b then.
 */
const stickyPlace = 100_000;
const openPlace = 1_000_000;
const turnedBackPlace = 10_000_000;

export const stickyNumbers: Readonly<Record<StickyKey, number>> = { header: 1, cookie: 2, address: 3 };
export const slotNumbers: Readonly<Record<BackendSlot, number>> = { a: 1, b: 2 };

/** The number that the map has for a service. */
export function entryOf({ shareOfB, sticky, routesOpen, turnedBack }: PoolRouting): number {
  const sign = turnedBack && shareOfB === 0 ? -1 : 1;
  const stickyNumber = sticky === undefined ? 0 : stickyNumbers[sticky];
  return (
    sign *
    ((turnedBack ? turnedBackPlace : 0) +
      (routesOpen ? openPlace : 0) +
      stickyNumber * stickyPlace +
      shareOfB)
  );
}

/** What such a number says. A plain share is one, too. */
export function routingOf(entry: number): PoolRouting {
  const number = Math.abs(entry);
  const digitAt = (place: number): number => Math.floor(number / place) % 10;
  const keys = Object.keys(stickyNumbers) as StickyKey[];
  const sticky = keys.find((key) => stickyNumbers[key] === digitAt(stickyPlace));
  return {
    shareOfB: number % stickyPlace,
    ...(sticky === undefined ? {} : { sticky }),
    routesOpen: digitAt(openPlace) === 1,
    turnedBack: digitAt(turnedBackPlace) === 1,
  };
}

/** The key of a route, an entry of its own. */
export function routeKey(service: string, { by, name, value }: RouteMatch): string {
  return `${service}:${by}:${name}${value === undefined ? '' : `=${value}`}`;
}

/** The route in an entry of the map; undefined when it is none of this service. */
export function routeOf(service: string, key: string, value: string): Route | undefined {
  const [, by, name, wanted] =
    /^(header|cookie|query):([^=]+)(?:=(.*))?$/.exec(withoutService(service, key)) ?? [];
  const slot = (['a', 'b'] as const).find((it) => String(slotNumbers[it]) === value);
  if (by === undefined || name === undefined || slot === undefined) return undefined;
  return { by: by as RouteMatch['by'], name, ...(wanted === undefined ? {} : { value: wanted }), slot };
}

const withoutService = (service: string, key: string): string =>
  key.startsWith(`${service}:`) ? key.slice(service.length + 1) : '';
