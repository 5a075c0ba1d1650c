import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Refuses every request without these credentials, /ping and the events as well. */
export function basicAuth({ user, password }: Credentials) {
  const expected = Buffer.from(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) done();
    else void reply.code(401).header('WWW-Authenticate', 'basic realm="null"').send();
  };
}
