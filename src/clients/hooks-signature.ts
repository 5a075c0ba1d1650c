import { createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';

/**
 * `t=1700000000,v1=...`: seconds since 1970, and HMAC-SHA256 in hex over `1700000000.` and the body, byte by byte. The
 * receiver computes the same, compares in constant time, and refuses what is older than some minutes.
 */
export function signature(secret: Secret, atSeconds: number, body: string): string {
  const mac = createHmac('sha256', secret.reveal()).update(`${atSeconds}.${body}`).digest('hex');
  return `t=${atSeconds},v1=${mac}`;
}
