import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FIRST_SCALE_CHECK_MS, SCALE_CHECK_INTERVAL_MS } from '../deployments/scale-checks.ts';
import type { Scheduler } from '../scheduler.ts';
import { sendJson } from './reply.ts';

/** The version whose behaviour this server was written after. */
const MARATHON_VERSION = '1.11.26';

export function infoRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/ping', ping);
  server.get('/v2/info', (request, reply) => sendJson(reply, 200, info(scheduler, request)));
  server.get('/v2/leader', (request, reply) => sendJson(reply, 200, { leader: request.host }));
  server.delete('/v2/leader', (_request, reply) => sendJson(reply, 200, { message: 'Leadership abdicated' }));
  server.get('/', (request, reply) =>
    reply.redirect(`http://${request.host}${request.server.prefix}/ui/`, 302),
  );
}

function ping(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accept = request.headers.accept ?? '*/*';
  if (accept.includes('text/plain') || accept.includes('*/*')) {
    return reply.header('content-type', 'text/plain').send(Buffer.from('pong'));
  }
  return accept.includes('json') ? sendJson(reply, 200, 'pong') : reply.code(204).send();
}

function info(scheduler: Scheduler, request: FastifyRequest): Record<string, unknown> {
  return {
    name: 'marathon',
    version: MARATHON_VERSION,
    buildref: 'pacer-local',
    elected: true,
    leader: request.host,
    frameworkId: scheduler.frameworkId,
    marathon_config: {
      checkpoint: true,
      executor: '//cmd',
      failover_timeout: 604_800,
      features: [],
      framework_name: 'marathon',
      ha: false,
      hostname: request.hostname,
      local_port_max: 20_000,
      local_port_min: 10_000,
      master: request.host,
      mesos_role: '*',
      scale_apps_initial_delay: FIRST_SCALE_CHECK_MS,
      scale_apps_interval: SCALE_CHECK_INTERVAL_MS,
      task_launch_timeout: 300_000,
    },
    zookeeper_config: {},
    http_config: { http_port: request.port, https_port: 8443 },
  };
}
