import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthActivities, type HealthInput } from '../../activities/health.ts';
import { createMarathon } from '../../src/clients/marathon.ts';
import type { LoadBalancer, PoolReading } from '../../src/domain/pool.ts';
import { startLocalMarathon, type LocalMarathon } from '../../src/local/marathon/server.ts';
import { eventually } from '../support/eventually.ts';
import { noBalancer } from '../support/no-balancer.ts';

const empty: PoolReading = { servers: [], shareOfB: {} };
const emptyBalancer: LoadBalancer = {
  ...noBalancer,
  read: () => Promise.resolve(empty),
  converge: () => Promise.resolve({ kind: 'settled', reading: empty }),
};
const id = '/slow-a';
let server: LocalMarathon;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-health-'));
  await healthyAre(0);
  server = await startLocalMarathon({ stateDir: join(dir, 'marathon') });
  await createMarathon({ url: server.url }).createApp({
    id,
    // Each task takes the next place; how many places are healthy is in a file.
    cmd: `n=0; until mkdir ${dir}/$n; do n=$((n+1)); done; echo $n > place; while :; do sleep 0.05; done`,
    cpus: 0.01,
    mem: 16,
    instances: 3,
    healthChecks: [
      {
        protocol: 'COMMAND',
        command: { value: `test "$(cat place)" -lt "$(cat ${dir}/healthy)"` },
        gracePeriodSeconds: 300,
        delaySeconds: 0,
        intervalSeconds: 1,
        maxConsecutiveFailures: 0,
      },
    ],
  });
});
afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

function healthyAre(count: number): Promise<void> {
  return writeFile(join(dir, 'healthy'), String(count));
}

function awaitHealthy(different: Partial<HealthInput>, info: object = {}) {
  const target = { marathon: createMarathon({ url: server.url }), loadBalancer: emptyBalancer };
  const sides = [{ appId: id, slot: 'a', admit: [], withdrawn: [] }] as const;
  const input: HealthInput = {
    target: 'local',
    appId: id,
    wish: { instances: 3 },
    intent: { target: 'local', service: 'slow', portIndex: 0, sides },
    timeoutMs: 30_000,
    ...different,
  };
  return new MockActivityEnvironment(info).run(
    (it: HealthInput) => healthActivities({ local: target }).awaitHealthy(it),
    input,
  );
}

async function untilHealthy(count: number): Promise<void> {
  await eventually(async () => {
    const app = await createMarathon({ url: server.url }).readApp(id);
    expect(app?.tasks.filter((task) => task.health.kind === 'healthy')).toHaveLength(count);
  }, 10_000);
}

describe('awaitHealthy', () => {
  it('goes on where the attempt before has left its deadline for progress', async () => {
    const state = { since: new Date().toISOString(), failures: [], progress: { most: 0, atMs: 0 } };
    const heartbeatDetails = { watchedMs: 59_000, state, sighting: { at: '', apps: [] } };
    const result = await awaitHealthy(
      { timeoutMs: 60_000, progressMs: 59_000 },
      { attempt: 2, heartbeatDetails },
    );
    expect(result).toMatchObject({
      kind: 'failed',
      cause: { kind: 'deadline', deadline: 'deadlines.progress' },
    });
  });

  it('names health.timeout when its whole time is over', async () => {
    const result = await awaitHealthy({ timeoutMs: 500, progressMs: 400_000 });
    expect(result).toMatchObject({ kind: 'failed', cause: { deadline: 'health.timeout' } });
  });

  it('is given more time by each further healthy task, and ends when none comes', async () => {
    const progressMs = 3_000;
    const begunMs = performance.now();
    const wait = awaitHealthy({ progressMs });
    await healthyAre(1);
    await untilHealthy(1);
    await healthyAre(2);
    await untilHealthy(2);
    const extendedMs = performance.now() - begunMs;
    expect(await wait).toMatchObject({
      kind: 'failed',
      cause: {
        kind: 'deadline',
        message: expect.stringMatching(
          /^no further task has become healthy for 3 s: 2 of 3 tasks of \/slow-a are healthy/,
        ) as string,
        deadline: 'deadlines.progress',
      },
    });
    expect(performance.now() - begunMs).toBeGreaterThan(progressMs + extendedMs / 2);
  });
});
