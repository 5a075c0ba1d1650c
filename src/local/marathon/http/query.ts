import type { FastifyRequest } from 'fastify';

/** Every value of a query parameter, in order. */
export function queryValues(request: FastifyRequest, name: string): readonly string[] {
  const value = (request.query as Record<string, string | string[] | undefined>)[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function queryValue(request: FastifyRequest, name: string): string | undefined {
  return queryValues(request, name)[0];
}

/** True for `true`, `fallback` when the parameter is absent. */
export function queryFlag(request: FastifyRequest, name: string, fallback = false): boolean {
  const value = queryValue(request, name);
  return value === undefined ? fallback : value === 'true';
}

/** The part of the path that a route's `*` stands for. */
export function restOfPath(request: FastifyRequest): string {
  return (request.params as { readonly '*': string })['*'];
}
