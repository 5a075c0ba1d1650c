import { toApp } from '../../../src/clients/marathon-app.ts';
import {
  AppAlreadyExists,
  MarathonAppGone,
  MarathonLocked,
  MarathonUnclear,
  MarathonUnreachable,
} from '../../../src/clients/marathon-errors.ts';
import type { AppReply, TaskReply } from '../../../src/clients/marathon-replies.ts';
import type { Deployed, Marathon } from '../../../src/clients/marathon.ts';
import type { App, AppDefinition } from '../../../src/domain/app.ts';
import type { MarathonModel, Refusal } from './marathon.ts';
import { HOST, type AppModel, type DeploymentModel, type ModelTask } from './tasks.ts';
import type { Wire } from './wire.ts';

/** Pacer's client of Marathon, with the model at the other end of the wire. */
export function marathonClient(model: MarathonModel, wire: Wire): Marathon {
  const read = <T>(what: string, get: () => T, signal?: AbortSignal): Promise<T> =>
    wire.send('marathon', get, { signal, lost: () => new MarathonUnreachable(what, 'no answer') });
  const write = async (
    what: string,
    act: () => Refusal | DeploymentModel,
    signal?: AbortSignal,
  ): Promise<Deployed> => {
    const lost = () => new MarathonUnclear(what, 'no answer');
    const result = await wire.send('marathon', act, { signal, lost });
    if ('kind' in result) throw refused(what, result);
    return { deploymentId: result.id };
  };
  return {
    readApp: (id, signal) =>
      read(
        `GET ${id}`,
        () => {
          model.onRead(id);
          return appOf(model.apps.get(id));
        },
        signal,
      ),
    listApps: (signal) =>
      read('GET apps', () => [...model.apps.values()].flatMap((it) => appOf(it) ?? []), signal),
    readDefinition: (id, signal) => read(`GET ${id}`, () => definitionOf(model.apps.get(id)), signal),
    createApp: (definition, signal) => write('POST app', () => model.create(definition), signal),
    setInstances: (id, instances, signal) =>
      write(`PUT ${id}`, () => model.setInstances(id, instances), signal),
    killAndScale: (ids, signal) => write('POST kill', () => model.killAndScale(ids), signal),
    deleteApp: async (id, { force }, signal) => {
      try {
        await write(`DELETE ${id}`, () => model.remove(id, force), signal);
        return 'deleted';
      } catch (error) {
        if (error instanceof MarathonAppGone) return 'not-there';
        throw error;
      }
    },
    runningDeployments: (signal) => read('GET deployments', () => deploymentsOf(model), signal),
    readQueue: (signal) =>
      read(
        'GET queue',
        () => [...model.apps.values()].map((it) => queued(it)).filter((it) => it.count > 0),
        signal,
      ),
  };
}

function refused(what: string, refusal: Refusal): Error {
  switch (refusal.kind) {
    case 'locked':
      return new MarathonLocked(what, refusal.deployments);
    case 'exists':
      return new AppAlreadyExists(what, 'An app with that id exists.');
    case 'no-such-app':
      return new MarathonAppGone(what, 'App does not exist');
  }
}

function appOf(app: AppModel | undefined): App | undefined {
  if (app === undefined) return undefined;
  const { definition, lastFailure } = app;
  const reply: AppReply = {
    ...{ id: app.id, instances: app.instances, version: iso(app.version) },
    versionInfo: { lastConfigChangeAt: iso(app.configVersion) },
    labels: { ...(definition['labels'] as Record<string, string> | undefined) },
    healthChecks: [...((definition['healthChecks'] ?? []) as unknown[])],
    deployments: app.deployments.map(({ id }) => ({ id })),
    tasks: app.tasks.map(taskReply),
    ...(lastFailure === undefined
      ? {}
      : {
          lastTaskFailure: {
            ...{ taskId: lastFailure.taskId, host: HOST, state: 'TASK_FAILED', message: lastFailure.message },
            timestamp: iso(lastFailure.atMs),
          },
        }),
  };
  return toApp(reply);
}

function taskReply(task: ModelTask): TaskReply {
  const result = { alive: task.health === 'healthy', consecutiveFailures: task.failures };
  return {
    ...{ id: task.id, host: HOST, slaveId: 'agent', ports: [task.port], ipAddresses: [], state: task.state },
    stagedAt: iso(task.stagedMs),
    ...(task.startedMs === undefined ? {} : { startedAt: iso(task.startedMs) }),
    healthCheckResults: task.health === 'unknown' ? [] : [result],
  };
}

function definitionOf(app: AppModel | undefined): AppDefinition | undefined {
  return app === undefined ? undefined : { ...app.definition, instances: app.instances };
}

function deploymentsOf({ apps, ending }: MarathonModel) {
  const running = [
    ...[...apps.values()].flatMap((it) => it.deployments),
    ...ending.map((it) => it.deployment),
  ];
  return running.map(({ id, appId }) => ({ id, affectedApps: [appId] }));
}

function queued(app: AppModel) {
  const count = Math.max(0, app.instances - app.tasks.filter((it) => it.state !== 'TASK_KILLING').length);
  return { appId: app.id, count, backoffMs: 0, overdue: false };
}

const iso = (ms: number): string => new Date(ms).toISOString();
