import type { App, AppDefinition, QueuedApp } from '../domain/app.ts';
import { secretsIn } from '../domain/leave-out-secrets.ts';
import { createHttp, type Http, type HttpRequest, type HttpSettings } from './http.ts';
import type { Reply } from './http-transport.ts';
import { appsOf, type OddApp } from './marathon-app-list.ts';
import { toApp } from './marathon-app.ts';
import { strippedDefinition } from './marathon-definition.ts';
import { reasons, replyOrError } from './marathon-error-table.ts';
import { MarathonAppGone, MarathonRejected, MarathonUnclear } from './marathon-errors.ts';
import { parseReply, replies } from './marathon-replies.ts';

export type MarathonSettings = HttpSettings;

export interface Deployed {
  /** A deployment that may be over at once, or change nothing: Marathon gives one even for an empty plan. */
  readonly deploymentId: string;
}

/**
 * Marathon's REST API. Each call is one request with the settings' timeout, never repeated here. Throws the classes of
 * marathon-errors.ts, or the signal's reason when the caller aborts. Writes never force, unless the option says so.
 */
export interface Marathon {
  /** With its tasks, last failure and deployments; undefined when there is no such app. */
  readApp(id: string, signal?: AbortSignal): Promise<App | undefined>;
  /** `onOdd` is given those that are not understood, which the answer is without. Absent: the first of them is an error. */
  listApps(signal?: AbortSignal, onOdd?: (app: OddApp) => void): Promise<readonly App[]>;
  /** As it could be created again: without what Marathon adds, and null taken as absent. */
  readDefinition(id: string, signal?: AbortSignal): Promise<AppDefinition | undefined>;
  /** Throws AppAlreadyExists when it is there, MarathonLocked while an app of this id is still being deleted. */
  createApp(definition: AppDefinition, signal?: AbortSignal): Promise<Deployed>;
  /** Absolute, so safe to repeat. Throws MarathonAppGone when there is no such app. */
  setInstances(id: string, instances: number, signal?: AbortSignal): Promise<Deployed>;
  /** NOT safe to repeat without reading first: a blind repeat can take one task more than was named. Throws as setInstances. */
  killAndScale(taskIds: readonly string[], signal?: AbortSignal): Promise<Deployed>;
  /** Safe to repeat. Its tasks may live on for a while; `runningDeployments` names the app until they are gone. */
  deleteApp(id: string, options: DeleteOptions, signal?: AbortSignal): Promise<'deleted' | 'not-there'>;
  runningDeployments(signal?: AbortSignal): Promise<readonly RunningDeployment[]>;
  /** Apps with instances to launch. Pods are left out. */
  readQueue(signal?: AbortSignal): Promise<readonly QueuedApp[]>;
}

export interface DeleteOptions {
  /** Cancels deployments of the app. Marathon's own default is true, so it is always sent. */
  readonly force: boolean;
}

export interface RunningDeployment {
  readonly id: string;
  readonly affectedApps: readonly string[];
}

export function createMarathon(settings: MarathonSettings): Marathon {
  const ask = createAsk(createHttp(settings), settings.url);

  return {
    readApp: async (id, signal) => {
      const { reply, request } = await ask({ method: 'GET', path: appPath(id), query: embedOne, signal });
      return reply.status === 404 ? undefined : toApp(parseReply(replies.app, reply.text, request).app);
    },
    listApps: async (signal, onOdd) => {
      const { reply, request } = await ask({ method: 'GET', path: '/v2/apps', query: embedAll, signal }).then(
        found,
      );
      return appsOf(reply.text, request, onOdd);
    },
    readDefinition: async (id, signal) => {
      const { reply, request } = await ask({ method: 'GET', path: appPath(id), signal });
      return reply.status === 404
        ? undefined
        : strippedDefinition(parseReply(replies.definition, reply.text, request).app);
    },
    createApp: (definition, signal) =>
      ask({ method: 'POST', path: '/v2/apps', query: noForce, body: definition, signal })
        .then(found)
        .then(deployed),
    setInstances: (id, instances, signal) =>
      ask({ method: 'PUT', path: appPath(id), query: noForce, body: { instances }, signal })
        .then(foundApp)
        .then(deployed),
    killAndScale: (ids, signal) =>
      ask({ method: 'POST', path: '/v2/tasks/delete', query: killQuery, body: { ids }, signal })
        .then(foundApp)
        .then(deployed),
    deleteApp: async (id, { force }, signal) => {
      const answer = await ask({
        method: 'DELETE',
        path: appPath(id),
        query: { force: String(force) },
        signal,
      });
      if (answer.reply.status === 404) return 'not-there';
      deployed(answer);
      return 'deleted';
    },
    runningDeployments: async (signal) => {
      const { reply, request } = await ask({ method: 'GET', path: '/v2/deployments', signal }).then(found);
      return parseReply(replies.deployments, reply.text, request);
    },
    readQueue: async (signal) => {
      const { reply, request } = await ask({ method: 'GET', path: '/v2/queue', signal }).then(found);
      return parseReply(replies.queue, reply.text, request).queue.flatMap(({ app, count, delay }) =>
        app === undefined
          ? []
          : [{ appId: app.id, count, backoffMs: delay.timeLeftSeconds * 1000, overdue: delay.overdue }],
      );
    },
  };
}

const noForce = { force: 'false' };
const killQuery = { scale: 'true', force: 'false', wipe: 'false' };
const embedOne = { embed: 'app.lastTaskFailure' };
const embedAll = ['tasks', 'deployments', 'lastTaskFailure'].map((it) => ['embed', `apps.${it}`] as const);

interface Answer {
  readonly reply: Reply;
  readonly request: string;
  /** Sent with the request, and not to be repeated by a message. */
  readonly hidden: readonly string[];
}

function createAsk(http: Http, url: string): (request: HttpRequest) => Promise<Answer> {
  const host = new URL(url).host;
  return async (it) => {
    const request = `${it.method} ${it.path} at ${host}`;
    const hidden = secretsIn(it.body);
    const asked = {
      request,
      writes: it.method !== 'GET',
      creates: it.method === 'POST' && it.path === '/v2/apps',
      hidden,
    };
    const reply = replyOrError(await http(it), asked);
    if (reply instanceof Error) throw reply;
    return { reply, request, hidden };
  };
}

function found(answer: Answer): Answer {
  const { reply, request, hidden } = answer;
  if (reply.status !== 404) return answer;
  throw new MarathonRejected(request, reasons(reply, hidden));
}

function foundApp(answer: Answer): Answer {
  const { reply, request, hidden } = answer;
  if (reply.status !== 404) return answer;
  throw new MarathonAppGone(request, reasons(reply, hidden));
}

/**
 * The header is on every reply that starts a deployment; the body differs: a created app lists it, others name it. A
 * reply with neither is no proof that anything happened, nor that nothing did.
 */
function deployed({ reply, request }: Answer): Deployed {
  const header = reply.header('marathon-deployment-id');
  if (header !== undefined) return { deploymentId: header };
  try {
    const { deploymentId, deployments } = parseReply(replies.deployed, reply.text, request);
    const id = deploymentId ?? deployments[0]?.id;
    if (id !== undefined) return { deploymentId: id };
  } catch (cause) {
    throw new MarathonUnclear(request, `answered ${reply.status} unintelligibly`, cause as Error);
  }
  throw new MarathonUnclear(request, `answered ${reply.status} without naming a deployment`);
}

const appId = /^(\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?)+$/;

/** Refuses anything but an app's id here, since `/v2/apps/../groups` would be the whole cluster. */
function appPath(id: string): string {
  const absolute = id.startsWith('/') ? id : `/${id}`;
  if (!appId.test(absolute))
    throw new MarathonRejected(`app ${JSON.stringify(id)}`, 'this is not the id of an app');
  return `/v2/apps${absolute}`;
}
