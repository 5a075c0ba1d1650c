import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { unreadable } from '../domain/unreadable.ts';
import { isEncrypted } from './payload-codec.ts';

/**
 * Decrypts, in place, every payload within a message off the wire, such as a history, which Temporal's client gives as it
 * came. Returns the message. Throws what the codecs throw; with `as-far-as-may-be` an Unreadable takes the place of what cannot be
 * decrypted.
 */
export async function readable<Message>(
  codecs: readonly PayloadCodec[],
  message: Message,
  how: 'all' | 'as-far-as-may-be' = 'all',
): Promise<Message> {
  if (typeof message !== 'object' || message === null || ArrayBuffer.isView(message)) return message;
  for (const inner of Object.values(message)) {
    if (isPayload(inner) && isEncrypted(inner))
      Object.assign(inner, await decoded(codecs, inner).catch(how === 'all' ? thrown : inItsPlace));
    else await readable(codecs, inner, how);
  }
  return message;
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value;
}

function thrown(failure: unknown): never {
  throw failure;
}

function inItsPlace(failure: unknown): Payload {
  const why = failure instanceof Error ? failure.message : String(failure);
  return defaultPayloadConverter.toPayload(unreadable(why, { sealed: true }));
}

async function decoded(codecs: readonly PayloadCodec[], payload: Payload): Promise<Payload> {
  let at = payload;
  for (const codec of [...codecs].reverse()) at = (await codec.decode([at]))[0] ?? at;
  return at;
}
