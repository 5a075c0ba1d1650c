import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  haproxyGlobalConfig,
  haproxyMap,
  haproxyServiceConfig,
} from '../../../src/clients/haproxy/config.ts';
import { HaproxyUnsafeWord } from '../../../src/clients/haproxy/haproxy.ts';
import { complaintAbout } from '../../support/haproxy.ts';

const global = haproxyGlobalConfig({ socket: 'tcp://127.0.0.1:9999', statsBind: '127.0.0.1:8404' });
const saved = { slot: 'b', name: 'pacer_shop.1', address: '127.0.0.1:8001' } as const;
const whole = {
  service: 'shop',
  mapFile: 'MAP',
  bind: '127.0.0.1:8080',
  healthPath: '/health',
  servers: [saved],
};

describe.each(['2.6', '2.8'] as const)(
  'HAProxy %s takes, without a warning, the configuration',
  (version) => {
    it.each([
      ['of a service with its frontend, health path and servers', haproxyServiceConfig(whole)],
      ['of a service alone', haproxyServiceConfig({ service: 'shop', mapFile: 'MAP' })],
      [
        'of two services',
        haproxyServiceConfig(whole) +
          haproxyServiceConfig({ service: 'a-b-2', mapFile: 'MAP', bind: '127.0.0.1:8081' }),
      ],
    ])('%s', async (_, service) => {
      expect(await complaintAbout(version, global + service, haproxyMap({ shop: 0 }))).toBeUndefined();
    });
  },
);

it("prints the frontend's lines as comments when the operator has one", () => {
  const text = haproxyServiceConfig({ service: 'shop', mapFile: '/etc/haproxy/pacer.map' });
  expect(text).toContain(
    '# in the frontend that serves shop, and nothing else (or else print with --when):\n',
  );
  expect(text).toContain(
    '#    http-request set-var(txn.pacer_shop_entry) str(shop),map_str_int(/etc/haproxy/pacer.map,0)\n',
  );
  expect(text).toContain('#    default_backend shop_a\n');
  expect(text).not.toMatch(/^frontend/m);
});

it("takes the operator's condition into them", () => {
  const options = { service: 'shop', mapFile: '/m', when: '{ req.hdr(host) -i shop.example }' };
  const text = haproxyServiceConfig(options);
  expect(text).toContain('str(shop),map_str_int(/m,0) if { req.hdr(host) -i shop.example }\n');
  expect(text).not.toContain('default_backend');
  expect(() => haproxyServiceConfig({ ...options, when: 'shop # or' })).toThrow(
    'The condition "shop # or" cannot be sent to HAProxy. Name an ACL of the frontend in its place.',
  );
});

it('refuses a word that would end its line', () => {
  expect(() => haproxyServiceConfig({ service: 'shop\nfrontend x', mapFile: '/m' })).toThrow(
    HaproxyUnsafeWord,
  );
});

it('is printed as docs/haproxy.md shows it', async () => {
  const [, shown = ''] =
    /```\nfrontend shop\n(.*?)```/s.exec(await readFile('docs/haproxy.md', 'utf8')) ?? [];
  const printed = haproxyServiceConfig({
    service: 'shop',
    mapFile: '/etc/haproxy/pacer.map',
    bind: ':80',
    healthPath: '/health',
  }).split('\n');
  const lines = shown.split('\n').filter((line) => !line.startsWith('    ...'));
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
});

it('refuses names of headers and cookies that would end their word', () => {
  const service = { service: 'shop', mapFile: '/m' };
  expect(() => haproxyServiceConfig({ ...service, routeHeaders: ['x-canary) or rand(1'] })).toThrow(
    HaproxyUnsafeWord,
  );
  expect(() => haproxyServiceConfig({ ...service, stickyCookie: 'user;' })).toThrow(HaproxyUnsafeWord);
});
