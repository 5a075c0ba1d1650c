import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { Keyring } from './keyring.ts';
import { createPayloadCodec } from './payload-codec.ts';

const failureConverterPath = fileURLToPath(new URL('failure-converter.ts', import.meta.url));

/** For a worker, its workflows' bundle and a client. Without keys nothing is encrypted, and an encrypted payload says what is missing. */
export function createDataConverter(keys: Keyring): DataConverter {
  const payloadCodecs = [createPayloadCodec(keys)];
  return keys.length === 0 ? { payloadCodecs } : { payloadCodecs, failureConverterPath };
}
