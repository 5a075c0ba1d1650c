import type { EntryAbilities, RouteMatch } from '../../domain/canary.ts';
import { routeKey, slotNumbers, stickyNumbers } from './map.ts';

/** How requests reach a service: what its lines in a frontend are made for. */
export interface Entry {
  readonly service: string;
  readonly mapFile: string;
  readonly abilities: EntryAbilities;
  /** HAProxy's condition for requests of this service, where the frontend serves others, too. Absent: all are. */
  readonly when?: string;
}

/**
 * Lines of a frontend that find out what a request's slot is. The map is read once for all that one change can set.
 * Names bear the service, so that those of several services can stand in one frontend.
 */
export function entryRules(entry: Entry): string[] {
  const { service, mapFile, abilities, when } = entry;
  const of = variablesOf(service);
  const a = `${service}_a`;
  const b = `${service}_b`;
  return [
    `acl ${a}_serves nbsrv(${a}) gt 0`,
    `acl ${b}_serves nbsrv(${b}) gt 0`,
    `# the map holds one number for ${service}: the share of ${b} in ten-thousandths, + 100,000 x how users stick to a version`,
    '# (1 header, 2 cookie, 3 address), + 1,000,000 when routes are open, + 10,000,000 when turned back; without one it is 0',
    `http-request set-var(${of.entry}) str(${service}),map_str_int(${mapFile},0)${when === undefined ? '' : ` if ${when}`}`,
    `http-request set-var(${of.share}) var(${of.entry}),mod(100000)`,
    `http-request set-var(${of.sticky}) var(${of.entry}),div(100000),mod(10)`,
    ...routeRules(entry),
    ...stickyRules(service, abilities.sticky),
    `acl ${b}_drawn var(${of.draw}),sub(${of.share}) lt 0`,
    `acl ${a}_routed var(${of.route}) -m int ${slotNumbers.a}`,
    `acl ${b}_routed var(${of.route}) -m int ${slotNumbers.b}`,
    // share, route and stickiness come from the entry: without it none of the rules above holds
    ...(when === undefined ? [] : [`acl ${service}_asked var(${of.entry}) -m found`]),
  ];
}

/** Lines of a frontend that send a request to its slot; HAProxy wants them after every \`http-request\`. */
export function entryChoices({ service, when }: Entry): string[] {
  const a = `${service}_a`;
  const b = `${service}_b`;
  const asked = `${service}_asked`;
  return [
    '# a backend without a usable server is not chosen while the other has one; the draw alone decides when neither',
    '# seems to have one, which is so in the old process after a reload, where nbsrv is 0 and servers still answer',
    `use_backend ${a} if ${a}_routed ${a}_serves or ${a}_routed !${b}_serves`,
    `use_backend ${b} if ${b}_routed ${b}_serves or ${b}_routed !${a}_serves`,
    `use_backend ${b} if ${b}_drawn ${b}_serves or ${b}_drawn !${a}_serves`,
    `use_backend ${b} if ${when === undefined ? '' : `${asked} `}!${a}_serves ${b}_serves`,
    when === undefined ? `default_backend ${a}` : `use_backend ${a} if ${asked}`,
  ];
}

const variables = ['entry', 'share', 'sticky', 'route', 'value', 'draw', 'user', 'newcomer'] as const;

/** Of one request; HAProxy's names of variables have no "-", and those of services no "_". */
function variablesOf(service: string): Readonly<Record<(typeof variables)[number], string>> {
  const names = variables.map((it) => [it, `txn.pacer_${service.replaceAll('-', '_')}_${it}`] as const);
  return Object.fromEntries(names) as Record<(typeof variables)[number], string>;
}

/** The first route found counts: of a header before a cookie before the query, of a value before any value. */
function routeRules({ service, mapFile, abilities: { routes } }: Entry): string[] {
  const of = variablesOf(service);
  const open = `${service}_routes_open !${service}_routed`;
  const lookUp = (by: RouteMatch['by'], fetch: string, test: string, name: string): string[] => [
    `http-request set-var(${of.value}) ${fetch} if ${open}`,
    `http-request set-var(${of.route}) str(${routeKey(service, { by, name, value: '' })}),concat(,${of.value}),map_str_int(${mapFile},0) if ${open} { ${test} -m found }`,
    `http-request set-var(${of.route}) str(${routeKey(service, { by, name })}),map_str_int(${mapFile},0) if ${open} { ${test} -m found }`,
  ];
  return [
    '# routes are entries of their own, SERVICE:KIND:NAME=VALUE or, for any value, SERVICE:KIND:NAME',
    `acl ${service}_routes_open var(${of.entry}),div(1000000),mod(10) eq 1`,
    `acl ${service}_routed var(${of.route}) -m int gt 0`,
    ...routes.header.flatMap((name) => lookUp('header', `req.fhdr(${name})`, `req.fhdr(${name})`, name)),
    ...routes.cookie.flatMap((name) => lookUp('cookie', `req.cook(${name})`, `req.cook(${name})`, name)),
    ...routes.query.flatMap((name) =>
      lookUp('query', `url_param(${name}),url_dec(1)`, `url_param(${name})`, name),
    ),
  ];
}

/** A hash of what a user is known by takes the place of the draw: as the share grows, users change over once. */
function stickyRules(service: string, { header, cookie, address }: EntryAbilities['sticky']): string[] {
  const of = variablesOf(service);
  const is = (key: keyof typeof stickyNumbers): string =>
    `{ var(${of.sticky}) -m int ${stickyNumbers[key]} }`;
  return [
    `http-request set-var(${of.draw}) rand(10000)`,
    ...(header === undefined
      ? []
      : [`http-request set-var(${of.user}) req.fhdr(${header}) if ${is('header')}`]),
    ...(cookie === undefined
      ? []
      : [
          `http-request set-var(${of.user}) req.cook(${cookie}) if ${is('cookie')}`,
          `http-request set-var(${of.newcomer}) uuid() if ${is('cookie')} !{ var(${of.user}) -m len gt 0 }`,
          `http-request set-var(${of.user}) var(${of.newcomer}) if { var(${of.newcomer}) -m found }`,
          `http-after-response add-header Set-Cookie "${cookie}=%[var(${of.newcomer})]; Path=/; HttpOnly; SameSite=Lax" if { var(${of.newcomer}) -m found }`,
        ]),
    `http-request set-var(${of.draw}) var(${of.user}),crc32(1),mod(10000) if { var(${of.user}) -m len gt 0 }`,
    ...(address === undefined
      ? []
      : [`http-request set-var(${of.draw}) src,crc32(1),mod(10000) if ${is('address')}`]),
  ];
}
