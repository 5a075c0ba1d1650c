import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scheduler } from '../scheduler.ts';
import { queryValues } from './query.ts';

const HEARTBEAT_MS = 10_000;

/** Who reads slower than things happen is cut off. */
const MAX_OUTSTANDING_BYTES = 4_000_000;

/** The stream of events: CRLF frames, an empty line every ten seconds, no ids and no replay. */
export function eventRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/v2/events', (request, reply) => {
    if (!(request.headers.accept ?? '').includes('text/event-stream')) return reply.code(405).send();
    reply.hijack();
    stream(scheduler, request, reply);
    return reply;
  });
}

function stream(scheduler: Scheduler, request: FastifyRequest, reply: FastifyReply): void {
  const { events, timers } = scheduler;
  const types = new Set(queryValues(request, 'event_type'));
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream;charset=utf-8',
    connection: 'close',
  });
  raw.flushHeaders();
  const unsubscribe = events.subscribe((event) => {
    if (types.size > 0 && !types.has(event.eventType)) return;
    if (raw.writableLength > MAX_OUTSTANDING_BYTES) raw.destroy();
    raw.write(`event: ${event.eventType}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`);
  });
  const stopHeartbeat = timers.every(HEARTBEAT_MS, () => raw.write('\r\n'));
  events.publish('event_stream_attached', { remoteAddress: request.ip });
  raw.once('close', () => {
    stopHeartbeat();
    unsubscribe();
    events.publish('event_stream_detached', { remoteAddress: request.ip });
  });
}
