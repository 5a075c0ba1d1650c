import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { isNestedTooDeep, unreadable } from '../domain/unreadable.ts';

/**
 * The codec of a worker: what is sent to a workflow and cannot be read comes to it as a value that says so, as anybody
 * may send anything, and Temporal would otherwise try that workflow's task for ever. What activities get is read as by
 * the codec itself.
 */
export function tolerant(codec: PayloadCodec): PayloadCodec {
  return {
    encode: (payloads, context) => codec.encode(payloads, context),
    decode: (payloads, context) =>
      context?.type === 'workflow'
        ? Promise.all(payloads.map((it) => read(codec, it)))
        : codec.decode(payloads, context),
  };
}

async function read(codec: PayloadCodec, payload: Payload): Promise<Payload> {
  let opened: Payload | undefined;
  try {
    [opened = payload] = await codec.decode([payload]);
  } catch (failure) {
    return inItsPlace(failure instanceof Error ? failure.message : String(failure), { sealed: true });
  }
  const why = whyNot(opened);
  return why === undefined ? opened : inItsPlace(why);
}

/** Without a word of what stands in it: that may be a secret. */
function whyNot(payload: Payload): string | undefined {
  try {
    const value: unknown = defaultPayloadConverter.fromPayload(payload);
    return isNestedTooDeep(value) ? 'it is nested too deep' : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError) return 'it is not JSON';
    const encoding = payload.metadata?.['encoding'];
    if (encoding === undefined) return 'it has no encoding. Send it as json/plain';
    const name = JSON.stringify(Buffer.from(encoding).toString('utf8').slice(0, 60));
    return `its encoding ${name} cannot be read here. Send it as json/plain`;
  }
}

function inItsPlace(...why: Parameters<typeof unreadable>): Payload {
  return defaultPayloadConverter.toPayload(unreadable(...why));
}
