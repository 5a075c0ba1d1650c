import { afterEach } from 'vitest';
import { startHaproxy, type HaproxyVersion, type RunningHaproxy } from '../../support/haproxy.ts';
import { startFastUpstream } from './pipeline.ts';
import { startRelay, type Relay } from './relay.ts';
import { startShop, type Shop } from './shop.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const opened: { readonly stop: () => Promise<void> }[] = [];

/** Ends after each test, newest first, what `open...` started in it. */
export function tearDownAfterEach(): void {
  afterEach(async () => {
    for (const it of opened.splice(0).reverse()) await it.stop();
  });
}

export async function openShop(
  version: HaproxyVersion,
  options?: Parameters<typeof startShop>[1],
): Promise<Shop> {
  const shop = await startShop(version, options);
  opened.push(shop.haproxy);
  return shop;
}

export async function openHaproxy(
  version: HaproxyVersion,
  config: Parameters<typeof startHaproxy>[1],
): Promise<RunningHaproxy> {
  const haproxy = await startHaproxy(version, config);
  opened.push(haproxy);
  return haproxy;
}

export async function openUpstream(...options: Parameters<typeof startUpstream>): Promise<Upstream> {
  const upstream = await startUpstream(...options);
  opened.push(upstream);
  return upstream;
}

export async function openFastUpstream(name: string): Promise<Pick<Upstream, 'address'>> {
  const upstream = await startFastUpstream(name);
  opened.push(upstream);
  return upstream;
}

export async function openRelay(haproxySocket: string): Promise<Relay> {
  const relay = await startRelay(haproxySocket);
  opened.push(relay);
  return relay;
}
