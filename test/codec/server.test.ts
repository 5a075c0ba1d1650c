import { defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { Secret } from '../../src/clients/secret.ts';
import { readKey, type Keyring } from '../../src/codec/keyring.ts';
import { createPayloadCodec } from '../../src/codec/payload-codec.ts';
import { createCodecServer } from '../../src/codec/server.ts';

const key = readKey(new Secret('a'.repeat(64)));
const keys: Keyring = key === undefined ? [] : [{ name: '2026-11', key }];
const UI = 'http://127.0.0.1:8233';
const server = createCodecServer(createPayloadCodec(keys), [UI]);

const { metadata, data } = defaultPayloadConverter.toPayload({ by: 'ann' });
const plain = {
  metadata: { encoding: Buffer.from(metadata?.['encoding'] ?? []).toString('base64') },
  data: Buffer.from(data ?? []).toString('base64'),
};
interface Answer {
  readonly payloads: readonly (typeof plain)[];
}
const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  server.inject({ method: 'POST', url, headers, payload: body });

it('what it encodes it decodes, with and without a namespace before it', async () => {
  const encoded = (await post('/encode', { payloads: [plain] })).json<Answer>();
  expect(Buffer.from(encoded.payloads[0]?.metadata.encoding ?? '', 'base64').toString()).toBe(
    'binary/encrypted',
  );
  expect((await post('/decode', encoded)).json()).toEqual({ payloads: [plain] });
  expect((await post('/default/decode', encoded)).json()).toEqual({ payloads: [plain] });
});

it('what is not encrypted comes back as it is', async () => {
  expect((await post('/decode', { payloads: [plain, {}] })).json()).toEqual({
    payloads: [plain, { metadata: {}, data: '' }],
  });
});

it('a key that it does not have is named', async () => {
  const [old] = await createPayloadCodec([{ name: '2026-05', key: keys[0]?.key as never }]).encode([
    defaultPayloadConverter.toPayload('x'),
  ]);
  const entries = Object.entries(old?.metadata ?? {}).map(([name, it]) => [
    name,
    Buffer.from(it).toString('base64'),
  ]);
  const answer = await post('/decode', {
    payloads: [{ metadata: Object.fromEntries(entries) as object, data: '' }],
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.body).toContain('encrypted with the key "2026-05", and the keys here are 2026-11');
});

it('a page of a named origin may ask', async () => {
  const headers = { origin: UI };
  const asked = await server.inject({ method: 'OPTIONS', url: '/decode', headers });
  expect(asked.statusCode).toBe(204);
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': UI,
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
  });
  const answer = await post('/decode', { payloads: [] }, headers);
  expect(answer.headers['access-control-allow-origin']).toBe(UI);
});

it('a page of any other origin may not, neither by a name that leads here', async () => {
  for (const origin of ['http://evil.example.com', 'http://127.0.0.1:8088', 'null']) {
    const answer = await post('/decode', { payloads: [plain] }, { origin, host: 'evil.example.com' });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('are not allowed: name them by --origin');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
});

it.each([[{}], [{ payloads: 'x' }], [{ payloads: [{ metadata: 'x' }] }]])('%j is refused', async (body) => {
  expect((await post('/decode', body)).statusCode).toBe(400);
});

it('with a token it answers those who send it, and a browser that asks whether it may', async () => {
  const guarded = createCodecServer(createPayloadCodec(keys), [UI], new Secret('t0ken'));
  const ask = (authorization?: string) =>
    guarded.inject({
      ...{ method: 'POST', url: '/decode', payload: { payloads: [plain] } },
      headers: { origin: UI, ...(authorization === undefined ? {} : { authorization }) },
    });
  for (const wrong of [undefined, '', 'Bearer', 'Bearer t0ke', 'Bearer t0ken2', 'Basic t0ken', 't0ken']) {
    const answer = await ask(wrong);
    expect(answer.statusCode, wrong).toBe(401);
    expect(answer.body).toContain('--token-file');
    expect(answer.headers['access-control-allow-origin']).toBe(UI);
  }
  expect((await ask('Bearer t0ken')).json()).toEqual({ payloads: [plain] });
  const asked = await guarded.inject({ method: 'OPTIONS', url: '/decode', headers: { origin: UI } });
  expect(asked.statusCode).toBe(204);
  expect(asked.headers['access-control-allow-headers']).toContain('authorization');
});
