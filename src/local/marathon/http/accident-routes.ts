import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NotFoundError, RefusedError } from '../errors.ts';
import type { Scheduler } from '../scheduler.ts';
import { AGENT_IDS } from '../tasks/agent.ts';
import { agentOf, isWaiting } from '../tasks/instance.ts';
import { jsonBody } from './body.ts';
import { sendJson } from './reply.ts';

/** Not of Marathon: lets agents go away and come back, and the leader die in the middle of a change. */
export function accidentRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/local/agents', (_request, reply) => sendJson(reply, 200, { agents: agents(scheduler) }));
  server.put('/local/agents/:id', (request, reply) => {
    const { id } = request.params as { readonly id: string };
    if (!AGENT_IDS.includes(id)) throw new NotFoundError(`Agent '${id}' does not exist`);
    if (flagIn(request, 'reachable')) scheduler.agents.find(id);
    else scheduler.agents.lose(id);
    return sendJson(reply, 200, { agents: agents(scheduler) });
  });
  server.put('/local/leader', (request, reply) => {
    if (!scheduler.accidents.canDie) throw new RefusedError(400, 'This server is not a process of its own.');
    if (flagIn(request, 'diesBeforeStore')) scheduler.accidents.loseLeaderBeforeStore();
    return sendJson(reply, 200, {});
  });
}

function agents({ tracker, agents: known }: Scheduler): readonly object[] {
  return AGENT_IDS.map((id) => ({
    id,
    reachable: !known.isAway(id),
    tasks: tracker
      .all()
      .filter((it) => !isWaiting(it) && agentOf(it) === id)
      .flatMap(({ task }) => (task === undefined ? [] : [task.id])),
  }));
}

/** Throws RefusedError. */
function flagIn(request: FastifyRequest, name: string): boolean {
  const body = jsonBody(request);
  const value =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'boolean') return value;
  throw new RefusedError(400, `${name}: must be true or false`);
}
