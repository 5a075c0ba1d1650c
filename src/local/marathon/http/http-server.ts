import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Scheduler } from '../scheduler.ts';
import { accidentRoutes } from './accident-routes.ts';
import { appRoutes } from './app-routes.ts';
import { basicAuth, type Credentials } from './basic-auth.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { sendError } from './error-reply.ts';
import { eventRoutes } from './event-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { infoRoutes } from './info-routes.ts';
import { refuseMediaTypes } from './media-types.ts';
import { queueRoutes } from './queue-routes.ts';
import { sendJson } from './reply.ts';
import { taskRoutes } from './task-routes.ts';

export interface HttpOptions {
  readonly pathPrefix: string;
  readonly basicAuth?: Credentials | undefined;
}

/** Marathon's HTTP API over a scheduler; not listening yet. */
export async function createHttpServer(scheduler: Scheduler, options: HttpOptions): Promise<FastifyInstance> {
  const server = Fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, maxParamLength: 1000 },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  if (options.basicAuth) server.addHook('onRequest', basicAuth(options.basicAuth));
  server.addHook('onRequest', addHeaders);
  server.addHook('preValidation', refuseMediaTypes);
  server.setErrorHandler((error, _request, reply) => sendError(reply, error));
  server.setNotFoundHandler((request, reply) => sendNotFound(server, request, reply));
  const routes = [
    infoRoutes,
    appRoutes,
    taskRoutes,
    deploymentRoutes,
    queueRoutes,
    groupRoutes,
    eventRoutes,
    accidentRoutes,
  ];
  await server.register(
    (scope, _options, done) => {
      for (const add of routes) add(scope, scheduler);
      done();
    },
    { prefix: options.pathPrefix },
  );
  return server;
}

function addHeaders(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.headers({
    'X-Marathon-Leader': `http://${request.host}`,
    'X-Frame-Options': 'DENY',
    'X-XSS-Protection': '1; mode=block',
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    Pragma: 'no-cache',
    Expires: '0',
  });
  done();
}

/** A known path with another method is refused; an unknown path is a server error, as in Marathon. */
function sendNotFound(server: FastifyInstance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0] ?? '/';
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  const known = methods.some((method) => {
    // It is null for a path without a route, whatever its type says.
    const found: unknown = server.findRoute({ url: path, method });
    return found !== null;
  });
  return known
    ? sendJson(reply, 405, { message: 'Method Not Allowed' })
    : sendJson(reply, 500, { message: 'URI not found' });
}
