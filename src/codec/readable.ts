import type { Payload, PayloadCodec } from '@temporalio/common';
import { isEncrypted } from './payload-codec.ts';

/**
 * Decrypts, in place, every payload within a message off the wire, such as a history, which Temporal's client gives as it
 * came. Returns the message. Throws what the codecs throw.
 */
export async function readable<Message>(codecs: readonly PayloadCodec[], message: Message): Promise<Message> {
  if (typeof message !== 'object' || message === null || ArrayBuffer.isView(message)) return message;
  for (const inner of Object.values(message)) {
    if (isPayload(inner) && isEncrypted(inner)) Object.assign(inner, await decoded(codecs, inner));
    else await readable(codecs, inner);
  }
  return message;
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value;
}

async function decoded(codecs: readonly PayloadCodec[], payload: Payload): Promise<Payload> {
  let at = payload;
  for (const codec of [...codecs].reverse()) at = (await codec.decode([at]))[0] ?? at;
  return at;
}
