import type { FastifyRequest } from 'fastify';

/** Absolute, and without /v2/apps or /v2/groups: so Marathon writes it. */
export function locationOf(request: FastifyRequest, id: string): string {
  return `http://${request.headers.host ?? request.hostname}${request.server.prefix}${id}`;
}
