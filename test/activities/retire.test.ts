import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retireActivities } from '../../activities/retire.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import type { App } from '../../src/domain/app.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { json, startOddServer } from '../clients/odd-server.ts';
import { eventually } from '../support/eventually.ts';
import { noBalancer } from '../support/no-balancer.ts';
import type { Fate } from '../support/fates.ts';
import { startLossyProxy } from '../support/lossy-proxy.ts';

const patience = { afterUnclearMs: 1_500, afterCrashMs: 500, afterAnswerMs: 500 };
let server: LocalMarathon;
let stateDir: string;
let number = 0;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'pacer-retire-'));
  server = await startLocalMarathon({ stateDir });
});
afterAll(async () => {
  await server.stop();
  await rm(stateDir, { recursive: true, force: true });
});

/** An app with four running tasks that take a moment to die. */
async function fourTasks(): Promise<App> {
  const marathon = createMarathon({ url: server.url });
  number += 1;
  const id = `/retire-${number}`;
  await marathon.createApp({
    id,
    cmd: "trap 'sleep 0.05; exit 0' TERM; while :; do sleep 0.01; done",
    cpus: 0.01,
    mem: 16,
    instances: 4,
  });
  return eventually(async () => {
    const app = await marathon.readApp(id);
    if (
      app?.tasks.filter((task) => task.state === 'TASK_RUNNING').length === 4 &&
      app.deployments.length === 0
    )
      return app;
    throw new Error('not four running tasks yet');
  }, 20_000);
}

/** Retires the first two tasks while each kill-and-scale meets a fate; answers what is there once all is quiet. */
async function retireTwo(fates: readonly Fate[], at: { attempt?: number; times?: number } = {}) {
  const app = await fourTasks();
  const proxy = await startLossyProxy(server.url, (_method, path, nth) =>
    path === '/v2/tasks/delete' ? (fates[nth - 1] ?? 'pass') : 'pass',
  );
  try {
    const targets = { local: { marathon: createMarathon({ url: proxy.url }), loadBalancer: noBalancer } };
    const activities = retireActivities(targets, patience);
    const taskIds = app.tasks.slice(0, 2).map((task) => task.id);
    const input = { target: 'local', appId: app.id, taskIds, from: 4, timeoutMs: 30_000 };
    const results = await Promise.all(
      Array.from({ length: at.times ?? 1 }, () =>
        new MockActivityEnvironment({ attempt: at.attempt ?? 1 }).run(
          (wish: typeof input) => activities.retireTasks(wish),
          input,
        ),
      ),
    );
    const marathon = createMarathon({ url: server.url });
    const after = await eventually(async () => {
      const now = await marathon.readApp(app.id);
      if (now?.deployments.length === 0) return now;
      throw new Error('a deployment still runs');
    });
    const survivors = app.tasks.slice(2).map((task) => task.id);
    return {
      results,
      after,
      survivors,
      left: after.tasks.map((task) => task.id).toSorted(),
      sent: proxy.forwarded('POST', '/v2/tasks/delete'),
    };
  } finally {
    await proxy.stop();
  }
}

describe('retireTasks', () => {
  it.each<[string, readonly Fate[], object]>([
    ['when all goes well', ['pass'], {}],
    ['when the request is lost', ['lose-request'], {}],
    ['when the answer is lost', ['lose-answer'], {}],
    ['when request and then answer are lost', ['lose-request', 'lose-answer'], {}],
    ['on another attempt', ['pass'], { attempt: 2 }],
    ['when run three times at once', ['pass'], { times: 3 }],
    ['when run three times at once and answers are lost', ['lose-answer', 'lose-answer'], { times: 3 }],
  ])('takes exactly the named tasks and no other %s', async (_title, fates, at) => {
    const { after, left, survivors, results } = await retireTwo(fates, at);
    expect(after.instances).toBe(2);
    expect(left).toEqual(survivors.toSorted());
    for (const result of results) expect(result).toEqual({ instances: 2 });
  });

  it('sends one request when its answer is lost', async () => {
    expect((await retireTwo(['lose-answer'])).sent).toBe(1);
  });

  it('is done when the app is removed in the moment of its kill-and-scale', async () => {
    const app = await fourTasks();
    const marathon = createMarathon({ url: server.url });
    const refuses = await startOddServer((_, response) => {
      json(response, 404, { message: `App '${app.id}' does not exist` });
    });
    const removesFirst = {
      ...marathon,
      killAndScale: async (taskIds: readonly string[]) => {
        await marathon.deleteApp(app.id, { force: true });
        return createMarathon({ url: refuses.url }).killAndScale(taskIds);
      },
    };
    const activities = retireActivities(
      { local: { marathon: removesFirst, loadBalancer: noBalancer } },
      patience,
    );
    const taskIds = app.tasks.slice(0, 2).map((task) => task.id);
    const input = { target: 'local', appId: app.id, taskIds, from: 4, timeoutMs: 30_000 };
    const result = await new MockActivityEnvironment().run(
      (wish: typeof input) => activities.retireTasks(wish),
      input,
    );
    expect(result).toEqual({ instances: 0 });
    expect(refuses.seen).toHaveLength(1);
  });

  it('ends at the number asked for when the network doubles the request', async () => {
    const { after } = await retireTwo(['double']);
    expect(after.instances).toBe(2);
  });
});
