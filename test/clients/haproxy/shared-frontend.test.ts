import { describe, expect, it } from 'vitest';
import {
  haproxyGlobalConfig,
  haproxyMap,
  haproxyServiceConfig,
} from '../../../src/clients/haproxy/config.ts';
import { choosePort } from '../../../src/local/ports.ts';
import { complaintAbout } from '../../support/haproxy.ts';
import { openPipeline, type Answer } from './pipeline.ts';
import { openFastUpstream, openHaproxy, tearDownAfterEach } from './teardown.ts';

tearDownAfterEach();

const services = ['shop', 'cart-2'] as const;
const slots = ['a', 'b'] as const;
type Addresses = (service: string, slot: string) => string;

/** What an operator makes of the printed lines: rules of all services first, then their `use_backend` lines. */
function sharedConfig(socket: string, mapFile: string, bind: string, addressOf: Addresses): string {
  const parts = services.map((service) =>
    haproxyServiceConfig({
      service,
      mapFile,
      when: `for_${service}`,
      servers: slots.map((slot) => ({ slot, name: 'one', address: addressOf(service, slot) })),
    }),
  );
  const pasted = parts.map((part) =>
    part
      .split(/^# in the .*\n/m)
      .slice(1)
      .map((text) => text.replaceAll(/^#/gm, '').split('\n\n')[0]),
  );
  return [
    haproxyGlobalConfig({ socket }),
    'frontend web',
    `    bind ${bind}`,
    ...services.map((service) => `    acl for_${service} req.hdr(host) -i ${service}.example`),
    ...[0, 1].flatMap((half) => pasted.map((it) => it[half])),
    '    default_backend elsewhere',
    'backend elsewhere',
    `    server one ${addressOf('elsewhere', 'a')}`,
    ...parts.map((part) => part.replaceAll(/^#.*\n/gm, '')),
  ].join('\n');
}

describe.each(['2.6', '2.8'] as const)('two services in one frontend of HAProxy %s', (version) => {
  it('are taken without a warning', async () => {
    const config = sharedConfig('tcp://127.0.0.1:9999', 'MAP', '127.0.0.1:8080', () => '127.0.0.1:1');
    expect(await complaintAbout(version, config, '')).toBeUndefined();
  });

  it('are each routed by their own number, and requests of neither by none', async () => {
    const upstreams = new Map<string, string>();
    for (const name of ['shop_a', 'shop_b', 'cart-2_a', 'cart-2_b', 'elsewhere_a'])
      upstreams.set(name, (await openFastUpstream(name)).address);
    const bind = `127.0.0.1:${await choosePort('127.0.0.1', 0, 'frontend')}`;
    const haproxy = await openHaproxy(version, ({ socket, mapFile }) => ({
      config: sharedConfig(socket, mapFile, bind, (service, slot) => upstreams.get(`${service}_${slot}`)!),
      map: haproxyMap({ shop: 100, 'cart-2': 5_000 }),
    }));
    const ask = (service: string, count: number, lines = ''): Promise<Answer[]> =>
      askAs(`http://${bind}`, `${service}.example`, count, lines);
    const partOfB = async (service: string, count: number): Promise<number> =>
      bodies(await ask(service, count)).filter((it) => it === `${service}_b`).length / count;

    const count = 4_000;
    expect(Math.abs((await partOfB('shop', count)) - 0.01)).toBeLessThan(4.5 * deviation(0.01, count));
    expect(Math.abs((await partOfB('cart-2', count)) - 0.5)).toBeLessThan(4.5 * deviation(0.5, count));
    expect(new Set(bodies(await ask('other', 200)))).toEqual(new Set(['elsewhere_a']));

    // all to b and sticky by cookie; a route of the other service, which is open there alone
    await haproxy.ask(`set map ${haproxy.mapFile} shop 210000`);
    await haproxy.ask(`set map ${haproxy.mapFile} cart-2 1000000`);
    await haproxy.ask(`add map ${haproxy.mapFile} cart-2:header:x-canary 2`);
    const [sticky] = await ask('shop', 1);
    expect(sticky?.body).toBe('shop_b');
    expect(sticky?.setCookie).toMatch(/^pacer_shop=/);
    expect(await ask('cart-2', 1)).toEqual([{ body: 'cart-2_a', setCookie: undefined }]);
    expect(await ask('cart-2', 1, 'X-Canary: 1')).toEqual([{ body: 'cart-2_b', setCookie: undefined }]);
    expect(await ask('other', 1, 'X-Canary: 1')).toEqual([{ body: 'elsewhere_a', setCookie: undefined }]);

    await haproxy.ask('set server shop_b/one state maint');
    expect(bodies(await ask('shop', 1))).toEqual(['shop_a']);
    await haproxy.ask('set server cart-2_a/one state maint');
    expect(bodies(await ask('cart-2', 1))).toEqual(['cart-2_b']);
    expect(bodies(await ask('other', 1))).toEqual(['elsewhere_a']);
  });
});

async function askAs(url: string, host: string, count: number, lines: string): Promise<Answer[]> {
  const pipeline = await openPipeline(url, { host });
  const answers: Answer[] = [];
  for (let left = count; left > 0; left -= 50)
    answers.push(...(await pipeline.ask(Array.from({ length: Math.min(left, 50) }, () => lines))));
  pipeline.close();
  return answers;
}

const bodies = (answers: readonly Answer[]): string[] => answers.map((it) => it.body);

const deviation = (part: number, count: number): number => Math.sqrt((part * (1 - part)) / count);
