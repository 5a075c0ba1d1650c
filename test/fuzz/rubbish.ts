import type { Payload } from '@temporalio/common';
import fc from 'fast-check';

/** Undefined for what JSON has no word for, which the type of `JSON.stringify` does not say. */
export const jsonOf = (
  value: unknown,
  replacer?: (key: string, value: unknown) => unknown,
): string | undefined => JSON.stringify(value, replacer);

/** Names that mean something to JavaScript, to JSON or to Pacer. */
const names = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'toJSON',
    'then',
    'length',
    '',
  ),
  fc.constantFrom('by', 'reason', 'gate', 'full', 'fast', 'kind', 'place', 'running', 'workflowId', 'runId'),
  fc.constantFrom(
    'policy',
    'since',
    'took',
    'target',
    'service',
    'entries',
    'notice',
    'to',
    'event',
    'release',
  ),
  fc.constantFrom('pacer/unreadable', 'sealed', 'told', 'app', 'id'),
  fc.string({ maxLength: 8, unit: 'binary' }),
);

const words = fc.oneof(
  fc.constantFrom(
    'ann',
    'queue',
    'replace',
    'latest-wins',
    'place',
    'removed',
    'superseded',
    'local',
    'true',
    'x',
  ),
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    '\u{1F4A9}',
    '\uFEFF',
    '${7*7}',
    '{{x}}',
    '%s%n',
    '\r\n',
    '../../etc/passwd',
    '<b>',
  ),
  fc.constantFrom('x'.repeat(2_000)),
);

const leaf = fc.oneof(
  words,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, 0, -0, -1, 1e308, 2 ** 53, 1e-7),
);

/** Anything that JSON can say, more often in the form of what is meant. */
export const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 6 }).map(ownFields),
  ),
}));

/** `__proto__` as a field of its own, as JSON.parse makes it. */
function ownFields(pairs: readonly (readonly [string, unknown])[]): unknown {
  const object = {};
  for (const [name, value] of pairs)
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  return object;
}

const encoding = fc.oneof(
  { weight: 6, arbitrary: fc.constant('json/plain') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'binary/null',
      'binary/plain',
      'json/protobuf',
      'binary/protobuf',
      'binary/encrypted',
      'JSON/PLAIN',
      'json/plain; charset=utf-16',
      '',
      '__proto__',
      'constructor',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 300, unit: 'binary' }) },
);

const json = anyValue.map((it) => JSON.stringify(it));
const broken = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '[',
    '"',
    '{"by":',
    'undefined',
    'NaN',
    "{'by':'ann'}",
    'looks good',
    '{"a":1}{"a":2}',
  ),
  fc.constantFrom(1, 99, 101, 5_000).map((depth) => '['.repeat(depth)),
  fc.constantFrom(1, 99, 101, 2_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.constantFrom(99, 101, 1_000).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.constant(`{${Array.from({ length: 300 }, (_, it) => `"k${it}":${it}`).join(',')}}`),
);
const bytes = fc.oneof(
  { weight: 8, arbitrary: json.map((it) => Buffer.from(it)) },
  { weight: 3, arbitrary: broken.map((it) => Buffer.from(it)) },
  { weight: 1, arbitrary: json.map((it) => Buffer.from(it, 'utf16le')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((it) => Buffer.from(it)) },
);

const metadata = fc.record(
  {
    encoding: encoding.map((it) => Buffer.from(it)),
    'encryption-key-id': fc.constantFrom('may', '', '__proto__').map((it) => Buffer.from(it)),
    messageType: fc.constantFrom('temporal.api.common.v1.Payload', 'x').map((it) => Buffer.from(it)),
    '': fc.constant(Buffer.from('x')),
  },
  { requiredKeys: [] },
);

/** Below what Temporal takes, and far above what anybody means. */
const huge = fc
  .constantFrom(
    '['.repeat(300_000),
    '['.repeat(150_000) + ']'.repeat(150_000),
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
    JSON.stringify({ reason: 'x'.repeat(300_000) }),
    `{${Array.from({ length: 20_000 }, (_, it) => `"k${it}":${it}`).join(',')}}`,
    JSON.stringify(Array.from({ length: 50_000 }, (_, it) => it)),
  )
  .map((it) => ({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(it) }));

export const anyPayload: fc.Arbitrary<Payload> = fc.oneof(
  {
    weight: 6,
    arbitrary: json.map((it) => ({
      metadata: { encoding: Buffer.from('json/plain') },
      data: Buffer.from(it),
    })),
  },
  { weight: 4, arbitrary: fc.record({ metadata, data: bytes }, { requiredKeys: [] }) },
);

/** None, one or many; hundreds now and then. */
export const anyPayloads: fc.Arbitrary<Payload[]> = fc.oneof(
  { weight: 300, arbitrary: fc.array(anyPayload, { minLength: 1, maxLength: 1 }) },
  { weight: 100, arbitrary: fc.array(anyPayload, { maxLength: 3 }) },
  {
    weight: 10,
    arbitrary: fc.nat(200).map((count) => Array.from({ length: count }, () => ({ data: Buffer.from('x') }))),
  },
  { weight: 2, arbitrary: huge.map((it) => [it]) },
);

export const anyFields: fc.Arbitrary<Record<string, Payload>> = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('by', 'reason', 'x'),
        words.map((it) => it.slice(0, 50)),
      ),
      anyPayload,
    ),
    {
      maxLength: 3,
    },
  )
  .map((pairs) => ownFields(pairs) as Record<string, Payload>);

/** What bytes show of a payload, for a message about it. */
export function shownPayloads(payloads: readonly Payload[]): string {
  const shown = payloads.map(({ metadata: its, data }) => {
    const said = Buffer.from(its?.['encoding'] ?? []).toString();
    return `${JSON.stringify(said.slice(0, 40))}:${JSON.stringify(
      Buffer.from(data ?? [])
        .toString()
        .slice(0, 120),
    )}`;
  });
  return `[${shown.slice(0, 3).join(', ')}${payloads.length > 3 ? ', ...' : ''}]`;
}
