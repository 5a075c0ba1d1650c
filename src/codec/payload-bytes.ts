import type { Payload } from '@temporalio/common';
import protobuf from 'protobufjs/light.js';

/** `temporal.api.common.v1.Payload`, as Temporal's own clients write it. */
const type = new protobuf.Type('Payload')
  .add(new protobuf.MapField('metadata', 1, 'string', 'bytes'))
  .add(new protobuf.Field('data', 2, 'bytes'));
new protobuf.Root().add(type);

export function payloadToBytes(payload: Payload): Uint8Array {
  return type.encode(payload).finish();
}

/** Throws where the bytes are no payload. */
export function payloadFromBytes(bytes: Uint8Array): Payload {
  const { metadata, data } = type.decode(bytes) as Payload;
  return { metadata: metadata ?? {}, data: data ?? new Uint8Array() };
}
