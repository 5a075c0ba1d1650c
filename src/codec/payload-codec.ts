import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { EncryptionKeyMissing, EncryptionKeyWrong } from './errors.ts';
import type { EncryptionKey, Keyring } from './keyring.ts';
import { payloadFromBytes, payloadToBytes } from './payload-bytes.ts';

export const ENCRYPTED = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts whole payloads, their metadata included, by AES-256-GCM: initialization vector, ciphertext, tag. What is not
 * encrypted is read as it is, so that it can be switched on at any time. Throws EncryptionKeyMissing, EncryptionKeyWrong.
 */
export function createPayloadCodec(keys: Keyring): PayloadCodec {
  const [present] = keys;
  return {
    encode: (payloads) =>
      Promise.resolve(present === undefined ? payloads : payloads.map((it) => encrypt(it, present))),
    // eslint-disable-next-line @typescript-eslint/require-await -- what it throws must be a rejection
    decode: async (payloads) => payloads.map((it) => (isEncrypted(it) ? decrypt(it, keys) : it)),
  };
}

export function isEncrypted({ metadata }: Payload): boolean {
  return textOf(metadata?.['encoding']) === ENCRYPTED;
}

function encrypt(payload: Payload, { name, key }: EncryptionKey): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const sealed = [iv, cipher.update(payloadToBytes(payload)), cipher.final(), cipher.getAuthTag()];
  return {
    metadata: {
      encoding: Buffer.from(ENCRYPTED),
      'encryption-cipher': Buffer.from('AES-256-GCM'),
      'encryption-key-id': Buffer.from(name),
    },
    data: Buffer.concat(sealed),
  };
}

function decrypt({ metadata, data }: Payload, keys: Keyring): Payload {
  const name = textOf(metadata?.['encryption-key-id']);
  const found = keys.find((it) => it.name === name);
  if (found === undefined)
    throw new EncryptionKeyMissing(
      name,
      keys.map((it) => it.name),
    );
  try {
    return payloadFromBytes(open(Buffer.from(data ?? []), found));
  } catch (cause) {
    throw new EncryptionKeyWrong(name, cause);
  }
}

function open(sealed: Buffer, { key }: EncryptionKey): Uint8Array {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes == null ? '' : Buffer.from(bytes).toString('utf8');
}
