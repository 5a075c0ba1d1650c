import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DeploymentPlan } from '../deployments/plan.ts';
import { InvalidBodyError, NotFoundError, RefusedError } from '../errors.ts';
import { requireApp, withApp, withNewApp, withoutApp, type RootGroup } from '../groups/root-group.ts';
import { restartedApp, withoutVersions } from '../model/app-change.ts';
import { completeApp, idInBody, parseAppUpdate, updatedApp } from '../model/app-body.ts';
import { appJson } from '../model/app-json.ts';
import type { AppUpdate } from '../model/app-schema.ts';
import type { AppSpec } from '../model/app-spec.ts';
import { newVersion } from '../clock.ts';
import { canonicalId, isWithin } from '../model/path-id.ts';
import type { Scheduler } from '../scheduler.ts';
import { appInfo, parseEmbeds, type Embed } from './app-info.ts';
import { deleteTaskOfApp, deleteTasksOfApp, listTasksOfApp } from './app-task-routes.ts';
import { jsonBody } from './body.ts';
import { parseLabelSelector } from './label-selector.ts';
import { queryFlag, queryValue, queryValues, restOfPath } from './query.ts';
import { sendDeployment, sendJson } from './reply.ts';
import { locationOf } from './location.ts';

const ALWAYS: readonly Embed[] = ['counts', 'deployments'];
const ALWAYS_FOR_ONE: readonly Embed[] = [...ALWAYS, 'tasks', 'lastTaskFailure'];

/** /v2/apps: ids hold slashes, so everything below is told apart by its end. */
export function appRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/v2/apps', (request, reply) => listApps(scheduler, request, reply));
  server.post('/v2/apps', (request, reply) => createApp(scheduler, request, reply));
  server.put('/v2/apps', (request, reply) => putApps(scheduler, request, reply));
  server.get('/v2/apps/*', (request, reply) => getBelow(scheduler, request, reply));
  server.put('/v2/apps/*', (request, reply) => putApp(scheduler, request, reply, true));
  server.patch('/v2/apps/*', (request, reply) => putApp(scheduler, request, reply, false));
  server.post('/v2/apps/*', (request, reply) => restartApp(scheduler, request, reply));
  server.delete('/v2/apps/*', (request, reply) => deleteBelow(scheduler, request, reply));
}

function listApps(scheduler: Scheduler, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const contains = (text: string | undefined, part: string | undefined): boolean =>
    part === undefined || (text ?? '').toLowerCase().includes(part.toLowerCase());
  const label = queryValue(request, 'label');
  const selected = label === undefined ? (): boolean => true : parseLabelSelector(label);
  const apps = Object.values(scheduler.store.root().apps).filter(
    (it) =>
      contains(it.id, queryValue(request, 'id')) &&
      contains(it.cmd, queryValue(request, 'cmd')) &&
      selected(it.labels),
  );
  const embeds = new Set([...ALWAYS, ...parseEmbeds(queryValues(request, 'embed'))]);
  return sendJson(reply, 200, { apps: apps.map((it) => appInfo(scheduler, it, embeds)) });
}

async function createApp(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = jsonBody(request);
  const update = parseAppUpdate(body);
  const version = newVersion();
  const app = completeApp(idInBody(update, body), update, version);
  const options = { force: queryFlag(request, 'force'), version };
  const plan = await scheduler.updates.update((root) => withNewApp(root, app), options);
  publishApiPost(scheduler, request, app);
  reply.header('Location', locationOf(request, app.id)).header('Marathon-Deployment-Id', plan.id);
  const counts = { tasksStaged: 0, tasksRunning: 0, tasksHealthy: 0, tasksUnhealthy: 0 };
  return sendJson(reply, 201, { ...appJson(app), ...counts, deployments: [{ id: plan.id }] });
}

function getBelow(scheduler: Scheduler, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const rest = restOfPath(request);
  const [, versionedId, version] = /^(.*)\/versions(?:\/([^/]+))?$/.exec(rest) ?? [];
  if (versionedId !== undefined) return getVersions(scheduler, reply, canonicalId(versionedId), version);
  const tasksId = /^(.*)\/tasks$/.exec(rest)?.[1];
  if (tasksId !== undefined) return listTasksOfApp(scheduler, reply, canonicalId(tasksId));
  if (rest.endsWith('*')) return getAppsBelow(scheduler, request, reply, rest);
  const app = requireApp(scheduler.store.root(), canonicalId(rest));
  const embeds = new Set([...ALWAYS_FOR_ONE, ...parseEmbeds(queryValues(request, 'embed'))]);
  return sendJson(reply, 200, { app: appInfo(scheduler, app, embeds) });
}

function getAppsBelow(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  rest: string,
): FastifyReply {
  const group = canonicalId(rest.slice(0, -1));
  const apps = Object.values(scheduler.store.root().apps).filter((it) => isWithin(it.id, group));
  const embeds = new Set([...ALWAYS, ...parseEmbeds(queryValues(request, 'embed'))]);
  return sendJson(reply, 200, { '*': apps.map((it) => appInfo(scheduler, it, embeds)) });
}

function getVersions(scheduler: Scheduler, reply: FastifyReply, id: string, version?: string): FastifyReply {
  const { store } = scheduler;
  if (version === undefined) {
    requireApp(store.root(), id);
    return sendJson(reply, 200, { versions: store.versionsOf(id) });
  }
  if (Number.isNaN(Date.parse(version))) {
    throw new RefusedError(
      422,
      `Invalid timestamp provided '${version}'. Expecting ISO-8601 datetime string.`,
    );
  }
  const app = store.appInVersion(id, version);
  if (app === undefined) throw new NotFoundError(`App '${id}' does not exist in version ${version}`);
  return sendJson(reply, 200, appJson(app));
}

/** PUT makes the app when it is not there, PATCH does not. */
async function putApp(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  mayCreate: boolean,
): Promise<FastifyReply> {
  const id = canonicalId(restOfPath(request));
  const body = jsonBody(request);
  const update = parseAppUpdate(body);
  const earlier = versionInBody(body);
  const partial = !mayCreate || queryFlag(request, 'partialUpdate', true);
  const version = newVersion();
  const existed = scheduler.store.root().apps[id] !== undefined;
  if (!existed) completeApp(id, update, version);
  if (!existed && !mayCreate) throw new NotFoundError(`App '${id}' does not exist`, false);
  const change = (root: RootGroup): RootGroup => {
    const present = root.apps[id];
    if (present && earlier !== undefined) return withApp(root, versionOfApp(scheduler, id, earlier));
    const next = present && partial ? updatedApp(present, update, version) : completeApp(id, update, version);
    return withApp(root, next);
  };
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force'), version });
  publishAppChange(scheduler, request, plan, id);
  if (existed) return sendDeployment(reply, 200, plan);
  return sendDeployment(reply.header('Location', locationOf(request, id)), 201, plan);
}

/** Several apps in one deployment. */
async function putApps(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = jsonBody(request);
  if (!Array.isArray(body)) {
    throw new InvalidBodyError('Invalid JSON', [{ path: '', errors: ['error.expected.jsarray'] }]);
  }
  const written = body.map((it: unknown): [string, AppUpdate] => {
    const update = parseAppUpdate(it);
    return [idInBody(update, it), update];
  });
  const version = newVersion();
  const partial = queryFlag(request, 'partialUpdate', true);
  const change = (root: RootGroup): RootGroup =>
    written.reduce((next, [id, update]) => {
      const present = next.apps[id];
      const app =
        present && partial ? updatedApp(present, update, version) : completeApp(id, update, version);
      return withApp(next, app);
    }, root);
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force'), version });
  for (const [id] of written) publishAppChange(scheduler, request, plan, id);
  return sendDeployment(reply, 200, plan);
}

async function restartApp(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const id = /^(.*)\/restart$/.exec(restOfPath(request))?.[1];
  if (id === undefined) throw new RefusedError(405, 'Method Not Allowed');
  const change = (root: RootGroup, version: string): RootGroup =>
    withApp(root, restartedApp(requireApp(root, canonicalId(id)), version));
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force') });
  return sendDeployment(reply, 200, plan);
}

async function deleteBelow(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [, tasksId, taskId] = /^(.*)\/tasks(?:\/([^/]+))?$/.exec(restOfPath(request)) ?? [];
  if (tasksId !== undefined && taskId !== undefined) {
    return deleteTaskOfApp(scheduler, request, reply, canonicalId(tasksId), taskId);
  }
  if (tasksId !== undefined) return deleteTasksOfApp(scheduler, request, reply, canonicalId(tasksId));
  const id = canonicalId(restOfPath(request));
  requireApp(scheduler.store.root(), id);
  const change = (root: RootGroup): RootGroup => {
    requireApp(root, id);
    return withoutApp(root, id);
  };
  const plan = await scheduler.updates.update(change, { force: queryFlag(request, 'force', true) });
  return sendDeployment(reply, 200, plan);
}

/** The version that a body asks to go back to. Throws InvalidBodyError when it asks for something else as well. */
function versionInBody(body: unknown): string | undefined {
  const { version } = body as Record<string, unknown>;
  if (version === undefined) return undefined;
  if (Object.keys(body as object).some((it) => it !== 'version' && it !== 'id')) {
    const errors = ["The 'version' field may only be combined with the 'id' field."];
    throw new InvalidBodyError('Object is not valid', [{ path: '/', errors }]);
  }
  return typeof version === 'string' ? version : JSON.stringify(version);
}

function versionOfApp(scheduler: Scheduler, id: string, version: string): AppSpec {
  const app = scheduler.store.appInVersion(id, version);
  if (app === undefined) throw new NotFoundError(`App '${id}' does not exist`, false);
  return withoutVersions(app);
}

function publishAppChange(
  scheduler: Scheduler,
  request: FastifyRequest,
  plan: DeploymentPlan,
  id: string,
): void {
  const app = plan.changes[id]?.after ?? scheduler.store.root().apps[id];
  if (app) publishApiPost(scheduler, request, app);
}

function publishApiPost(scheduler: Scheduler, request: FastifyRequest, app: AppSpec): void {
  const uri = request.url.split('?')[0];
  const fields = { clientIp: request.ip, uri, appDefinition: appJson(app) };
  scheduler.events.publish('api_post_event', fields);
}
