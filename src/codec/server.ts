import type { Payload, PayloadCodec } from '@temporalio/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Secret } from '../clients/secret.ts';

interface PayloadInJson {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

const base64 = { type: 'string' };
const payload = {
  type: 'object',
  properties: { metadata: { type: 'object', additionalProperties: base64 }, data: base64 },
};
const schema = {
  body: {
    type: 'object',
    required: ['payloads'],
    properties: { payloads: { type: 'array', items: payload } },
  },
};

/** Temporal's payloads have 2 MB at most; a page of a history has many. */
const BODY_BYTES = 64 * 1024 * 1024;

/**
 * Temporal's codec protocol, `POST /encode` and `/decode`, for its CLI, its web interface (from one of `origins`) and tctl.
 * Whoever has `token`, or without one whoever reaches it, can read everything: it is to listen on loopback. Not listening yet.
 */
export function createCodecServer(
  codec: PayloadCodec,
  origins: readonly string[],
  token?: Secret,
): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true });
  server.addHook('onRequest', (request, reply, done) => {
    if (permits(request, reply, origins) && knows(token, request, reply)) done();
  });
  server.options('/*', (_request, reply) => reply.code(204).send());
  for (const way of ['encode', 'decode'] as const)
    for (const prefix of ['', '/:namespace'])
      server.post<{ Body: { payloads: readonly PayloadInJson[] } }>(
        `${prefix}/${way}`,
        { schema },
        async ({ body }) => ({ payloads: (await codec[way](body.payloads.map(fromJson))).map(toJson) }),
      );
  server.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) =>
    // A key that is missing or wrong is the caller's to know.
    reply
      .code(error.statusCode ?? 400)
      .type('text/plain')
      .send(error.message),
  );
  return server;
}

/** A page in a browser says where it is from, also one whose name was made to lead here: only the named ones may ask. */
function permits(request: FastifyRequest, reply: FastifyReply, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!origins.includes(origin)) {
    void reply
      .code(403)
      .type('text/plain')
      .send(`pages from ${origin} are not allowed: name them by --origin`);
    return false;
  }
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
    'access-control-allow-credentials': 'true',
    'access-control-max-age': '600',
    vary: 'origin',
  });
  return true;
}

/** Before it sends a token a browser asks whether it may, without one. */
function knows(token: Secret | undefined, request: FastifyRequest, reply: FastifyReply): boolean {
  if (token === undefined || request.method === 'OPTIONS') return true;
  const [, given = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  // Of one length whatever was given, and compared in a time that tells nothing.
  if (timingSafeEqual(digest(given), digest(token.reveal()))) return true;
  void reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .type('text/plain')
    .send('it asks for the token of --token-file, as "authorization: Bearer ..."');
  return false;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function fromJson({ metadata = {}, data = '' }: PayloadInJson): Payload {
  const entries = Object.entries(metadata).map(([name, it]) => [name, Buffer.from(it, 'base64')]);
  return {
    metadata: Object.fromEntries(entries) as Record<string, Uint8Array>,
    data: Buffer.from(data, 'base64'),
  };
}

function toJson({ metadata, data }: Payload): PayloadInJson {
  const entries = Object.entries(metadata ?? {}).map(([name, it]) => [name, inBase64(it)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: inBase64(data) };
}

function inBase64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
