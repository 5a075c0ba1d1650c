import type { EntryAbilities } from '../../domain/canary.ts';
import { HaproxyUnsafeWord } from './errors.ts';

/** By which names of headers, cookies and query parameters HAProxy may choose. Absent: the default; empty: none. */
export interface HaproxyEntryNames {
  readonly routeHeaders?: readonly string[];
  readonly routeCookies?: readonly string[];
  readonly routeQueries?: readonly string[];
  /** A user of the same value stays on one version. */
  readonly stickyHeader?: string;
  /** HAProxy gives it to users that have none; of this service alone. */
  readonly stickyCookie?: string;
}

/** What the configuration printed with these names can do. Throws HaproxyUnsafeWord. */
export function printedAbilities(service: string, names: HaproxyEntryNames): EntryAbilities {
  const {
    routeHeaders = ['x-canary'],
    routeCookies = ['canary'],
    routeQueries = ['canary'],
    stickyHeader = 'x-user',
    stickyCookie = `pacer_${service.replaceAll('-', '_')}`,
  } = names;
  for (const name of [...routeHeaders, ...routeCookies, ...routeQueries, stickyHeader, stickyCookie]) {
    if (!/^[A-Za-z0-9_.-]+$/.test(name)) throw new HaproxyUnsafeWord('name', name);
  }
  return {
    sticky: { header: stickyHeader.toLowerCase(), cookie: stickyCookie, address: true },
    routes: {
      header: routeHeaders.map((name) => name.toLowerCase()),
      cookie: routeCookies,
      query: routeQueries,
    },
  };
}
