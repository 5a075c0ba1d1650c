import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newVersion } from '../clock.ts';
import { AlreadyExistsError, NotFoundError } from '../errors.ts';
import { hasGroup, requireGroup, withoutGroup, type RootGroup } from '../groups/root-group.ts';
import { canonicalId } from '../model/path-id.ts';
import type { Scheduler } from '../scheduler.ts';
import { parseEmbeds } from './app-info.ts';
import { jsonBody } from './body.ts';
import { groupIdIn, parseGroup, withGroupBody, withScaledGroup, type GroupBody } from './group-body.ts';
import { groupJson } from './group-json.ts';
import { locationOf } from './location.ts';
import { queryFlag, queryValues, restOfPath } from './query.ts';
import { sendDeployment, sendJson } from './reply.ts';

type Id = string;

export function groupRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/v2/groups', (request, reply) => getGroup(scheduler, request, reply, ''));
  server.get('/v2/groups/*', (request, reply) => getGroup(scheduler, request, reply, restOfPath(request)));
  server.post('/v2/groups', (request, reply) => createGroup(scheduler, request, reply, '/'));
  server.post('/v2/groups/*', (request, reply) => createGroup(scheduler, request, reply, idOf(request)));
  server.put('/v2/groups', (request, reply) => putGroup(scheduler, request, reply, '/'));
  server.put('/v2/groups/*', (request, reply) => putGroup(scheduler, request, reply, idOf(request)));
  server.delete('/v2/groups', (request, reply) => deleteGroup(scheduler, request, reply, '/'));
  server.delete('/v2/groups/*', (request, reply) => deleteGroup(scheduler, request, reply, idOf(request)));
}

function getGroup(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  rest: string,
): FastifyReply {
  const [, versionedId] = /^(.*?)\/?versions$/.exec(rest) ?? [];
  const id = canonicalId(versionedId ?? rest);
  requireGroup(scheduler.store.root(), id);
  if (versionedId !== undefined) return sendJson(reply, 200, scheduler.store.groupVersionsOf(id));
  return sendJson(reply, 200, groupJson(scheduler, id, parseEmbeds(queryValues(request, 'embed'))));
}

async function createGroup(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  base: Id,
): Promise<FastifyReply> {
  const group = parseGroup(jsonBody(request));
  const id = groupIdIn(group, base);
  const version = newVersion();
  const change = (root: RootGroup): RootGroup => {
    if (hasGroup(root, id)) {
      throw new AlreadyExistsError(`Group ${id} is already created. Use PUT to change this group.`);
    }
    return withGroupBody(root, id, group, version);
  };
  change(scheduler.store.root());
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force'), version });
  return sendDeployment(reply.header('Location', locationOf(request, id)), 201, plan);
}

async function putGroup(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  id: Id,
): Promise<FastifyReply> {
  const group = parseGroup(jsonBody(request));
  const version = newVersion();
  const existed = hasGroup(scheduler.store.root(), id);
  const change = (root: RootGroup): RootGroup => changedGroup(root, id, group, version);
  if (queryFlag(request, 'dryRun')) return sendJson(reply, 200, { steps: scheduler.updates.dryRun(change) });
  change(scheduler.store.root());
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force'), version });
  if (existed) return sendDeployment(reply, 200, plan);
  return sendDeployment(reply.header('Location', locationOf(request, id)), 201, plan);
}

async function deleteGroup(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  id: Id,
): Promise<FastifyReply> {
  const change = (root: RootGroup): RootGroup => {
    requireGroup(root, id, false);
    return withoutGroup(root, id);
  };
  change(scheduler.store.root());
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force') });
  return sendDeployment(reply, 200, plan);
}

function changedGroup(root: RootGroup, id: Id, group: GroupBody, version: string): RootGroup {
  if (group.scaleBy !== undefined) return withScaledGroup(root, id, group.scaleBy);
  if (group.version !== undefined)
    throw new NotFoundError(`Group '${id}' does not exist in version ${group.version}`);
  return withGroupBody(root, id, group, version);
}

function idOf(request: FastifyRequest): Id {
  return canonicalId(restOfPath(request));
}
