import type { FastifyRequest } from 'fastify';
import { parseJson } from '../model/parse-body.ts';

/** The body of a request as JSON. Throws MalformedJsonError. */
export function jsonBody(request: FastifyRequest): unknown {
  return parseJson(typeof request.body === 'string' ? request.body : '');
}
