import type { FastifyInstance } from 'fastify';
import { NotFoundError, RefusedError } from '../errors.ts';
import { appJson } from '../model/app-json.ts';
import { canonicalId } from '../model/path-id.ts';
import type { Scheduler } from '../scheduler.ts';
import type { QueuedLaunch } from '../tasks/launch-queue.ts';
import { queryValues, restOfPath } from './query.ts';
import { sendJson } from './reply.ts';

export function queueRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/v2/queue', (request, reply) => {
    const withOffers = queryValues(request, 'embed').includes('lastUnusedOffers');
    return sendJson(reply, 200, { queue: scheduler.queue.queued().map((it) => queuedJson(it, withOffers)) });
  });

  server.delete('/v2/queue/*', (request, reply) => {
    const rest = /^(.*)\/delay$/.exec(restOfPath(request))?.[1];
    if (rest === undefined) throw new RefusedError(405, 'Method Not Allowed');
    const id = canonicalId(rest);
    if (!scheduler.queue.queued().some((it) => it.app.id === id)) {
      throw new NotFoundError(`Application ${id} not found in tasks queue.`);
    }
    scheduler.queue.resetDelay(id);
    return reply.code(204).send();
  });
}

function queuedJson(queued: QueuedLaunch, withOffers: boolean): object {
  const overdue = queued.delayMs <= 0;
  return {
    count: queued.count,
    role: queued.app.role,
    delay: { timeLeftSeconds: Math.floor(queued.delayMs / 1000), overdue },
    since: queued.since,
    processedOffersSummary: queued.offers,
    ...(withOffers && { lastUnusedOffers: [] }),
    app: appJson(queued.app),
  };
}
