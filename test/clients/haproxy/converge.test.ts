import { afterEach, describe, expect, it } from 'vitest';
import { choosePort } from '../../../src/local/ports.ts';
import { eventually } from '../../support/eventually.ts';
import { fetchBody, startLoad } from './load.ts';
import { pool, server, settle, startShop, type Shop } from './shop.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const opened: { readonly stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await it.stop();
});

async function shopOn(version: '2.6' | '2.8'): Promise<Shop> {
  const shop = await startShop(version);
  opened.push(shop.haproxy);
  return shop;
}

async function upstream(name: string, slowMs?: number): Promise<Upstream> {
  const started = await startUpstream(name, slowMs);
  opened.push(started);
  return started;
}

describe.each(['2.6', '2.8'] as const)('HAProxy %s', (version) => {
  it('fills an empty pool, and changes nothing the second time', async () => {
    const shop = await shopOn(version);
    const blue = await upstream('blue');
    const desired = pool(0, server('a', blue));
    const { reading } = await settle(shop.balancer, desired);
    expect(reading.shareOfB).toEqual({ lb1: 0 });
    expect(reading.servers).toEqual([
      {
        balancer: 'lb1',
        slot: 'a',
        name: server('a', blue).name,
        address: blue.address,
        state: 'serving',
        sessions: 0,
        queue: 0,
      },
    ]);
    expect(await fetchBody(shop.url)).toBe('blue');
    const before = await shop.haproxy.ask('show servers state');
    expect((await shop.balancer.converge(desired)).kind).toBe('settled');
    expect(await shop.haproxy.ask('show servers state')).toBe(before);
  });
});
