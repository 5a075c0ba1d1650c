import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from '../clients/secret.ts';

export interface EncryptionKey {
  /** Stands in every payload that it encrypts, and in errors. */
  readonly name: string;
  /** Of 256 bits. */
  readonly key: KeyObject;
}

/** The first encrypts; all decrypt. Without any, payloads are written as they are. */
export type Keyring = readonly EncryptionKey[];

const KEY_BYTES = 32;

/** The key that a text of 64 hexadecimal digits, or of base64, stands for; undefined where it is not of 32 bytes. */
export function readKey(text: Secret): KeyObject | undefined {
  const written = text.reveal().trim();
  if (/^[0-9a-f]{64}$/i.test(written)) return createSecretKey(Buffer.from(written, 'hex'));
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(written)) return undefined;
  const bytes = Buffer.from(written, 'base64');
  return bytes.length === KEY_BYTES ? createSecretKey(bytes) : undefined;
}
