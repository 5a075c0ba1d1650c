import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { DesiredPool, DesiredServer } from '../../domain/pool.ts';
import { HaproxyHostUnknown } from './errors.ts';

/**
 * The pool with IP addresses in place of host names: HAProxy registers a server added by name, but never resolves it.
 * Of several addresses the first in order is taken, the same one each time. Throws HaproxyHostUnknown.
 */
export async function withIpAddresses(pool: DesiredPool, timeoutMs: number): Promise<DesiredPool> {
  const known = new Map<string, Promise<string>>();
  const addressOf = async (server: DesiredServer): Promise<DesiredServer> => {
    const colon = server.address.lastIndexOf(':');
    const host = server.address.slice(0, colon).replace(/^\[|\]$/g, '');
    const ip = known.get(host) ?? ipOf(host, timeoutMs);
    known.set(host, ip);
    return { ...server, address: `${bracketed(await ip)}${server.address.slice(colon)}` };
  };
  return { ...pool, servers: await Promise.all(pool.servers.map(addressOf)) };
}

async function ipOf(host: string, timeoutMs: number): Promise<string> {
  if (isIP(host) !== 0) return host;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer from the resolver within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    const found = await Promise.race([lookup(host, { all: true }), tooLate]);
    const [first] = found.sort((x, y) => x.family - y.family || x.address.localeCompare(y.address));
    if (!first) throw new Error('the resolver knows no address');
    return first.address;
  } catch (cause) {
    throw new HaproxyHostUnknown(host, cause);
  } finally {
    clearTimeout(timer);
  }
}

const bracketed = (ip: string): string => (ip.includes(':') ? `[${ip}]` : ip);
