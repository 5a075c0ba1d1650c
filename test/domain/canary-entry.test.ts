import { describe, expect, it } from 'vitest';
import { entryProblems } from '../../src/domain/canary-entry.ts';
import type { EntryAbilities } from '../../src/domain/canary.ts';
import { renderProblem } from '../../src/domain/problem.ts';
import { checkCanarySpec } from '../../src/domain/spec-errors.ts';
import { aCanary } from './canary-input.ts';

const entry: EntryAbilities = {
  sticky: { header: 'x-user', cookie: 'pacer_shop', address: true },
  routes: { header: ['x-canary', 'x-beta'], cookie: ['canary'], query: [] },
};

function problems(
  different: Readonly<Record<string, unknown>>,
  abilities: EntryAbilities | undefined = entry,
) {
  const check = checkCanarySpec(aCanary(different));
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  return entryProblems(check.spec, abilities).map(renderProblem).join('\n');
}

const routed = (match: Record<string, unknown>) => ({
  steps: [{ setHeaderRoute: { name: 'r', match: [match] } }],
});

describe("HAProxy's configuration", () => {
  it.each([
    ['nothing special', {}],
    ['its own names', { sticky: { by: 'cookie', name: 'pacer_shop' } }],
    ['a header in other capitals', { sticky: { by: 'header', name: 'X-User' } }],
    ['no name', { sticky: { by: 'header' } }],
    ['the address', { sticky: { by: 'address' } }],
    ['a route by a header in other capitals', routed({ headerName: 'X-Beta' })],
    ['a route by a cookie', routed({ cookieName: 'canary', cookieValue: { exact: '1' } })],
  ])('does for a spec with %s', (_, different) => {
    expect(problems(different)).toBe('');
  });

  it.each([
    [
      'another cookie',
      { sticky: { by: 'cookie', name: 'user' } },
      'sticky.name: "user" is not in HAProxy\'s configuration, which knows users by the cookie "pacer_shop": name that, leave it out, or print HAProxy\'s configuration anew, for each instance, with "npx pacer haproxy-config shop --keep SOCKET --route-header x-canary x-beta --route-cookie canary --sticky-header x-user --sticky-cookie user" and its own',
    ],
    [
      'another header for routes',
      routed({ headerName: 'x-test' }),
      'steps[0].setHeaderRoute.match[0].headerName: "x-test" is not in HAProxy\'s configuration, which routes by header: x-canary, x-beta. Name one of those, or print HAProxy\'s configuration anew, for each instance, with "npx pacer haproxy-config shop --keep SOCKET --route-header x-canary x-beta x-test --route-cookie canary --sticky-header x-user --sticky-cookie pacer_shop" and its own',
    ],
    [
      'a cookie in other capitals',
      routed({ cookieName: 'Canary' }),
      '"Canary" is not in HAProxy\'s configuration',
    ],
    [
      'a query where there is none',
      routed({ queryName: 'canary' }),
      'which routes by query: none. Name one of those, or print HAProxy\'s configuration anew, for each instance, with "npx pacer haproxy-config shop --keep SOCKET --route-header x-canary x-beta --route-cookie canary --route-query canary --sticky',
    ],
  ])('does not for a spec with %s', (_, different, expected) => {
    expect(problems(different)).toContain(expected);
  });

  it('does not when it knows users by nothing', () => {
    const none = { sticky: {}, routes: entry.routes };
    expect(problems({ sticky: { by: 'address' } }, none)).toContain(
      'sticky.by: "address" is not what HAProxy knows users by: print',
    );
  });

  it('is replaced without an outage when the message is followed', () => {
    expect(problems(routed({ headerName: 'x-test' }))).toMatch(
      /SOCKET: its runtime socket, from which its servers and its lines of the map are kept\); put both in place, and only then reload it/,
    );
  });

  it('does for no canary when it is older than canaries', () => {
    const check = checkCanarySpec(aCanary());
    expect(check.kind === 'ok' && entryProblems(check.spec, undefined).map(renderProblem)[0]).toContain(
      'service: "shop" has an entry in HAProxy that knows no canary: print HAProxy\'s configuration anew, for each instance, with "npx pacer haproxy-config shop --keep SOCKET" and',
    );
  });
});
