import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMarathon, type Marathon } from '../../src/clients/marathon.ts';
import { Secret } from '../../src/clients/secret.ts';
import type { App } from '../../src/domain/app.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { eventually } from '../support/eventually.ts';
import { rejection } from './odd-server.ts';

const basicAuth = { user: 'u', password: 'p:w' };
const sleeper = {
  cmd: 'exec sleep 300',
  cpus: 0.01,
  mem: 16,
  healthChecks: [
    {
      protocol: 'COMMAND',
      command: { value: 'true' },
      delaySeconds: 0,
      gracePeriodSeconds: 1,
      intervalSeconds: 1,
      timeoutSeconds: 5,
    },
  ],
};

let stateDir: string;
let server: LocalMarathon;
let marathon: Marathon;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-marathon-client-'));
  server = await startLocalMarathon({ stateDir, basicAuth, pathPrefix: '/service/marathon' });
  const credentials = { kind: 'basic', user: 'u', password: new Secret('p:w') } as const;
  marathon = createMarathon({ url: server.url, credentials });
});

afterAll(async () => {
  await server.stop();
  await rm(stateDir, { recursive: true, force: true });
});

async function settled(id: string, tasks: number): Promise<App> {
  return eventually(async () => {
    const app = await marathon.readApp(id);
    if (app?.deployments.length !== 0) throw new Error(`${id} is still being deployed`);
    if (app.tasks.filter((it) => it.health.kind === 'healthy').length !== tasks)
      throw new Error(`${id} is not healthy`);
    return app;
  }, 30_000);
}

async function gone(id: string): Promise<void> {
  await eventually(async () => {
    const running = await marathon.runningDeployments();
    if (running.some((it) => it.affectedApps.includes(id))) throw new Error(`${id} is still being deleted`);
  }, 30_000);
}

describe("the client of Marathon's API, on a running Marathon", () => {
  it('creates, scales, kills and scales, reads back, deletes and creates again', async () => {
    const definition = { id: '/client/life', instances: 0, labels: { PACER_RELEASE: 'r1' }, ...sleeper };
    expect((await marathon.createApp(definition)).deploymentId).toMatch(/^[0-9a-f-]{36}$/);
    await settled('/client/life', 0);
    expect((await rejection(marathon.createApp(definition))).name).toBe('AppAlreadyExists');

    await marathon.setInstances('/client/life', 2);
    const scaled = await settled('/client/life', 2);
    expect(scaled).toMatchObject({ instances: 2, healthCheckCount: 1, labels: { PACER_RELEASE: 'r1' } });
    expect(scaled.tasks[0]).toMatchObject({
      appId: '/client/life',
      state: 'TASK_RUNNING',
      address: scaled.tasks[0]!.host,
    });

    const [first, second] = scaled.tasks;
    await marathon.killAndScale([first!.id]);
    const left = await settled('/client/life', 1);
    expect(left.instances).toBe(1);
    expect(left.tasks.map((it) => it.id)).toEqual([second!.id]);

    const listed = (await marathon.listApps()).find((it) => it.id === '/client/life');
    expect(listed).toEqual(left);

    const stored = await marathon.readDefinition('/client/life');
    expect(stored).toMatchObject({ id: '/client/life', cmd: sleeper.cmd, instances: 1 });
    expect(await marathon.deleteApp('/client/life', { force: false })).toBe('deleted');
    expect(await marathon.readApp('/client/life')).toBeUndefined();
    expect(await marathon.deleteApp('/client/life', { force: false })).toBe('not-there');
    await gone('/client/life');
    await marathon.createApp(stored!);
    await settled('/client/life', 1);
    await marathon.deleteApp('/client/life', { force: false });
    await gone('/client/life');
  });

  it('is told which deployment locks an app, and that of a crash loop in the queue', async () => {
    await marathon.createApp({
      ...sleeper,
      id: '/client/crash',
      cmd: 'exit 3',
      healthChecks: [],
      instances: 1,
      backoffSeconds: 60,
    });
    const queued = await eventually(async () => {
      const found = (await marathon.readQueue()).find((it) => it.appId === '/client/crash' && !it.overdue);
      if (found === undefined) throw new Error('not in backoff yet');
      return found;
    }, 30_000);
    expect(queued.backoffMs).toBeGreaterThan(0);
    expect((await marathon.readApp('/client/crash'))?.lastTaskFailure).toMatchObject({
      state: 'TASK_FAILED',
    });
    await marathon.deleteApp('/client/crash', { force: true });
    await gone('/client/crash');
  });

  it('is locked out while a deployment runs', async () => {
    const waiting = { ...sleeper.healthChecks[0], command: { value: 'false' }, gracePeriodSeconds: 300 };
    const { deploymentId } = await marathon.createApp({
      ...sleeper,
      id: '/client/lock',
      instances: 1,
      healthChecks: [waiting],
    });
    const error = await rejection(marathon.setInstances('/client/lock', 2));
    expect(error).toMatchObject({ name: 'MarathonLocked', deployments: [deploymentId] });
    expect((await rejection(marathon.deleteApp('/client/lock', { force: false }))).name).toBe(
      'MarathonLocked',
    );
    await marathon.deleteApp('/client/lock', { force: true });
    await gone('/client/lock');
  });

  it('is told what is wrong with a definition, with its place', async () => {
    const error = await rejection(marathon.createApp({ ...sleeper, id: '/client/wrong', instances: -1 }));
    expect(error.name).toBe('MarathonRejected');
    expect(error.message).toContain('/instances: error.min');
  });

  it('is not let in without the credentials', async () => {
    const error = await rejection(createMarathon({ url: server.url }).listApps());
    expect(error.name).toBe('MarathonUnauthorized');
  });
});
