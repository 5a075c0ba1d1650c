import { createDecipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { expect, it } from 'vitest';
import { Secret } from '../../src/clients/secret.ts';
import { readKey, type EncryptionKey } from '../../src/codec/keyring.ts';
import { createPayloadCodec, isEncrypted } from '../../src/codec/payload-codec.ts';
import { readable } from '../../src/codec/readable.ts';
import { isUnreadable, whyUnreadable } from '../../src/domain/unreadable.ts';

const aKey = (name: string, digit: string): EncryptionKey => {
  const key = readKey(new Secret(digit.repeat(64)));
  if (key === undefined) throw new Error('no key');
  return { name, key };
};
const november = aKey('2026-11', 'a');
const may = aKey('2026-05', 'b');

const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const valueOf = (it: Payload | undefined): unknown => it && defaultPayloadConverter.fromPayload(it);
const encrypted = async (value: unknown, ...keys: EncryptionKey[]): Promise<Payload> => {
  const [it] = await createPayloadCodec(keys).encode([payload(value)]);
  if (it === undefined) throw new Error('nothing came');
  return it;
};
const decrypted = async (it: Payload, ...keys: EncryptionKey[]): Promise<unknown> =>
  valueOf((await createPayloadCodec(keys).decode([it]))[0]);

it.each([
  [{ service: 'shop', env: { DSN: 'hunter2' } }],
  ['ü'],
  [''],
  [null],
  [undefined],
  [new Uint8Array(0)],
])('%j comes back as it was, and nothing of it can be read in between', async (value) => {
  const sealed = await encrypted(value, november);
  expect(isEncrypted(sealed)).toBe(true);
  expect(inspect(Buffer.from(sealed.data ?? []).toString('latin1'))).not.toMatch(/hunter2|json|plain/);
  expect(await decrypted(sealed, november)).toEqual(value);
});

it('a payload says by which key it is encrypted, and never looks the same twice', async () => {
  const one = await encrypted('x', november);
  expect(Buffer.from(one.metadata?.['encryption-key-id'] ?? []).toString()).toBe('2026-11');
  expect((await encrypted('x', november)).data).not.toEqual(one.data);
});

it('a payload has the form that the samples of Temporal give it', async () => {
  const sealed = await encrypted('x', november);
  const data = Buffer.from(sealed.data ?? []);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from('a'.repeat(64), 'hex'), data.subarray(0, 12));
  decipher.setAuthTag(data.subarray(-16));
  const bytes = Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]);
  // Protobuf: field 1, a map's entry of "encoding" and "json/plain"; field 2, the data.
  expect(bytes.toString('latin1')).toBe('\n\x16\n\bencoding\x12\njson/plain\x12\x03"x"');
});

it('an old key still reads after a rotation, and the new one writes', async () => {
  const old = await encrypted('x', may);
  expect(await decrypted(old, november, may)).toBe('x');
  expect(await decrypted(await encrypted('y', november, may), november)).toBe('y');
});

it('what is not encrypted is read as it is, and written so where there is no key', async () => {
  expect(await decrypted(payload('x'), november)).toBe('x');
  expect(await encrypted('x')).toEqual(payload('x'));
});

it('a key that is missing is named, beside those that are there', async () => {
  const sealed = await encrypted('hunter2', may);
  await expect(decrypted(sealed, november)).rejects.toThrow(
    'a payload is encrypted with the key "2026-05", and the keys here are 2026-11. Add it to encryption.keys',
  );
  await expect(decrypted(sealed)).rejects.toThrow('and the keys here are none');
});

it.each([
  ['another key of its name', (it: Payload) => it, aKey('2026-05', 'c')],
  ['a changed byte', ({ metadata, data }: Payload) => ({ metadata, data: changed(data) }), may],
  [
    'an end that is cut off',
    ({ metadata, data }: Payload) => ({ metadata, data: data?.subarray(0, 20) }),
    may,
  ],
  ['no data', ({ metadata }: Payload) => ({ metadata, data: new Uint8Array() }), may],
])('%s is said with the name of the key', async (_, change, key) => {
  const sealed = change(await encrypted('hunter2', may)) as Payload;
  const error: unknown = await decrypted(sealed, key).catch((it: unknown) => it);
  expect(error).toMatchObject({ name: 'EncryptionKeyWrong' });
  expect(String(error)).toContain('does not open with the key "2026-05"');
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|bbbbbbbb/);
});

function changed(data: Uint8Array | null | undefined): Uint8Array {
  const copy = Uint8Array.from(data ?? []);
  copy[14] = (copy[14] ?? 0) ^ 1;
  return copy;
}

it.each([
  ['hexadecimal', 'ab'.repeat(32), true],
  ['base64', Buffer.alloc(32, 7).toString('base64'), true],
  ['base64 with a line feed', `${Buffer.alloc(32, 7).toString('base64')}\n`, true],
  ['16 bytes', Buffer.alloc(16, 7).toString('base64'), false],
  ['a pass phrase', 'correct horse battery staple, twice over', false],
])('a key is 32 bytes: %s', (_, text, isKey) => {
  expect(readKey(new Secret(text)) !== undefined).toBe(isKey);
});

it('a payload within a message whose key is missing keeps nobody from the others, where that is wanted', async () => {
  const message = async () => [await encrypted('x', may), await encrypted('y', november)];
  const codecs = [createPayloadCodec([may])];
  await expect(readable(codecs, await message())).rejects.toThrow('encrypted with the key "2026-11"');
  const [one, two] = (await readable(codecs, await message(), 'as-far-as-may-be')).map(valueOf);
  expect(one).toBe('x');
  expect(isUnreadable(two) && whyUnreadable(two)).toContain('encrypted with the key "2026-11"');
});

it('every payload within a message becomes readable, and the rest stays', async () => {
  const history = {
    events: [
      { eventId: 1, input: { payloads: [await encrypted('x', may), payload('y')] }, memo: null },
      { eventId: 2, fields: { by: await encrypted('ann', may) }, taskToken: new Uint8Array([1]) },
    ],
  };
  const [one, two] = (await readable([createPayloadCodec([may])], history)).events;
  expect(one?.input?.payloads.map(valueOf)).toEqual(['x', 'y']);
  expect(valueOf(two?.fields?.by)).toBe('ann');
  expect(two?.taskToken).toEqual(new Uint8Array([1]));
});
