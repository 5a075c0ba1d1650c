import type { EntryAbilities, RouteMatch } from '../../domain/canary.ts';
import { routeKey, slotNumbers, stickyNumbers } from './map.ts';

/** Lines of a frontend by which a request chooses a slot. The map is read once for all that one change can set. */
export function entryRules(service: string, mapFile: string, { sticky, routes }: EntryAbilities): string[] {
  const a = `${service}_a`;
  const b = `${service}_b`;
  return [
    `acl ${a}_serves nbsrv(${a}) gt 0`,
    `acl ${b}_serves nbsrv(${b}) gt 0`,
    `# the map holds one number for ${service}: the share of ${b} in ten-thousandths, + 100,000 x how users stick to a version`,
    '# (1 header, 2 cookie, 3 address), + 1,000,000 when routes are open, + 10,000,000 when turned back; without one it is 0',
    `http-request set-var(txn.pacer_entry) str(${service}),map_str_int(${mapFile},0)`,
    'http-request set-var(txn.pacer_share) var(txn.pacer_entry),mod(100000)',
    'http-request set-var(txn.pacer_sticky) var(txn.pacer_entry),div(100000),mod(10)',
    ...routeRules(service, mapFile, routes),
    ...stickyRules(service, sticky),
    `acl ${b}_drawn var(txn.pacer_draw),sub(txn.pacer_share) lt 0`,
    '# a backend without a usable server is not chosen while the other has one; the draw alone decides when neither',
    '# seems to have one, which is so in the old process after a reload, where nbsrv is 0 and servers still answer',
    `acl ${a}_routed var(txn.pacer_route) -m int ${slotNumbers.a}`,
    `acl ${b}_routed var(txn.pacer_route) -m int ${slotNumbers.b}`,
    `use_backend ${a} if ${a}_routed ${a}_serves or ${a}_routed !${b}_serves`,
    `use_backend ${b} if ${b}_routed ${b}_serves or ${b}_routed !${a}_serves`,
    `use_backend ${b} if ${b}_drawn ${b}_serves or ${b}_drawn !${a}_serves`,
    `use_backend ${b} if !${a}_serves ${b}_serves`,
    `default_backend ${a}`,
  ];
}

/** The first route found counts: of a header before a cookie before the query, of a value before any value. */
function routeRules(service: string, mapFile: string, routes: EntryAbilities['routes']): string[] {
  const open = `${service}_routes_open !${service}_routed`;
  const lookUp = (by: RouteMatch['by'], fetch: string, test: string, name: string): string[] => [
    `http-request set-var(txn.pacer_value) ${fetch} if ${open}`,
    `http-request set-var(txn.pacer_route) str(${routeKey(service, { by, name, value: '' })}),concat(,txn.pacer_value),map_str_int(${mapFile},0) if ${open} { ${test} -m found }`,
    `http-request set-var(txn.pacer_route) str(${routeKey(service, { by, name })}),map_str_int(${mapFile},0) if ${open} { ${test} -m found }`,
  ];
  return [
    '# routes are entries of their own, SERVICE:KIND:NAME=VALUE or, for any value, SERVICE:KIND:NAME',
    `acl ${service}_routes_open var(txn.pacer_entry),div(1000000),mod(10) eq 1`,
    `acl ${service}_routed var(txn.pacer_route) -m int gt 0`,
    ...routes.header.flatMap((name) => lookUp('header', `req.fhdr(${name})`, `req.fhdr(${name})`, name)),
    ...routes.cookie.flatMap((name) => lookUp('cookie', `req.cook(${name})`, `req.cook(${name})`, name)),
    ...routes.query.flatMap((name) =>
      lookUp('query', `url_param(${name}),url_dec(1)`, `url_param(${name})`, name),
    ),
  ];
}

/** A hash of what a user is known by takes the place of the draw: as the share grows, users change over once. */
function stickyRules(service: string, { header, cookie, address }: EntryAbilities['sticky']): string[] {
  const is = (key: keyof typeof stickyNumbers): string =>
    `{ var(txn.pacer_sticky) -m int ${stickyNumbers[key]} }`;
  return [
    'http-request set-var(txn.pacer_draw) rand(10000)',
    ...(header === undefined
      ? []
      : [`http-request set-var(txn.pacer_user) req.fhdr(${header}) if ${is('header')}`]),
    ...(cookie === undefined
      ? []
      : [
          `http-request set-var(txn.pacer_user) req.cook(${cookie}) if ${is('cookie')}`,
          `http-request set-var(txn.pacer_newcomer) uuid() if ${is('cookie')} !{ var(txn.pacer_user) -m len gt 0 }`,
          'http-request set-var(txn.pacer_user) var(txn.pacer_newcomer) if { var(txn.pacer_newcomer) -m found }',
          `http-after-response add-header Set-Cookie "${cookie}=%[var(txn.pacer_newcomer)]; Path=/; HttpOnly; SameSite=Lax" if { var(txn.pacer_newcomer) -m found }`,
        ]),
    'http-request set-var(txn.pacer_draw) var(txn.pacer_user),crc32(1),mod(10000) if { var(txn.pacer_user) -m len gt 0 }',
    ...(address === undefined
      ? []
      : [`http-request set-var(txn.pacer_draw) src,crc32(1),mod(10000) if ${is('address')}`]),
  ];
}
