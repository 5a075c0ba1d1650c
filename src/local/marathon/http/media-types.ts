import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendJson } from './reply.ts';

/** 415 for a body that says it is something else than JSON, 406 for a client that does not take JSON. */
export function refuseMediaTypes(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const type = request.headers['content-type'];
  const accept = request.headers.accept;
  const path = request.routeOptions.url ?? '';
  if (type !== undefined && !type.startsWith('application/json')) {
    sendJson(reply, 415, { message: 'Unsupported Media Type' });
  } else if (
    accept !== undefined &&
    path.includes('/v2/') &&
    !path.endsWith('/v2/events') &&
    !takesJson(accept)
  ) {
    sendJson(reply, 406, { message: 'Not Acceptable' });
  } else {
    done();
  }
}

function takesJson(accept: string): boolean {
  return accept.split(',').some((it) => /^\s*(\*\/\*|application\/(\*|json))/.test(it));
}
