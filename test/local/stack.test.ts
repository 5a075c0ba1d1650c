import { mkdtemp, readdir, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import { createHaproxy } from '../../src/clients/haproxy/haproxy.ts';
import { haproxyDefaults } from '../../src/clients/haproxy/settings.ts';
import { startLocalStack, type LocalServer, type LocalStack } from '../../src/local/stack.ts';
import { eventually } from '../support/eventually.ts';
import { listeningAddresses, pidsOfSession } from '../support/sessions.ts';

let base: string;
let stack: LocalStack;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'pacer-stack-'));
  stack = await startLocalStack({ dir: join(base, 'first'), ports: 'any' });
});
afterAll(async () => {
  await stack.stop();
  await rm(base, { recursive: true, force: true });
});

const servers = (): readonly LocalServer[] => [
  stack.marathon,
  stack.haproxy,
  stack.prometheus,
  ...(stack.temporal ? [stack.temporal] : []),
];

interface TaskReply {
  readonly id: string;
  readonly host: string;
  readonly ports: readonly number[];
  readonly healthCheckResults?: readonly { readonly alive: boolean }[];
}

const app = {
  id: '/shop',
  cmd: 'exec example-app.mjs',
  instances: 3,
  cpus: 0.1,
  mem: 32,
  env: { APP_VERSION: 'v1', WORK_MS: '200' },
  portDefinitions: [{ port: 0 }],
  healthChecks: [
    { protocol: 'HTTP', path: '/health', portIndex: 0, intervalSeconds: 1, gracePeriodSeconds: 10 },
  ],
};

async function tasks(of: { marathonUrl: string } = stack): Promise<readonly TaskReply[]> {
  const response = await fetch(`${of.marathonUrl}/v2/apps//shop/tasks`);
  return ((await response.json()) as { tasks: readonly TaskReply[] }).tasks;
}

/** Posts the app and returns its tasks once all are healthy. */
async function startApp(of: { marathonUrl: string } = stack): Promise<readonly TaskReply[]> {
  await fetch(`${of.marathonUrl}/v2/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(app),
  });
  return eventually(async () => {
    const present = await tasks(of);
    expect(present.map((it) => it.healthCheckResults?.[0]?.alive)).toEqual([true, true, true]);
    return present;
  }, 30_000);
}

const balancer = () =>
  createHaproxy({
    instances: [{ name: 'haproxy', socket: stack.haproxySocket }],
    mapFile: join(stack.dir, 'haproxy', 'pacer.map'),
    ...haproxyDefaults,
  });

async function query(promql: string): Promise<number> {
  const response = await fetch(`${stack.prometheusUrl}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const answer = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(answer.data.result[0]?.value[1]);
}

test('tasks of Marathon serve behind HAProxy under load without a failed request', async () => {
  const present = await startApp();
  await eventually(async () => {
    const servers = present.map(({ id, host, ports }) => ({
      slot: 'a' as const,
      name: id.replace(/\W/g, '-'),
      address: `${host}:${String(ports[0])}`,
      mode: 'serving' as const,
    }));
    const { kind } = await balancer().converge({ service: 'shop', servers, shareOfB: 0 });
    expect(kind).toBe('settled');
  }, 20_000);
  const load = await startLoad({ url: stack.haproxyUrl, ratePerSecond: 100 });
  await eventually(() => {
    expect(load.snapshot()?.requests).toBeGreaterThan(300);
  }, 20_000);
  const report = await load.stop();
  expect(report.failures).toEqual([]);
  expect(report.byVersion).toEqual({ v1: report.requests });
});

test('Prometheus finds the tasks by itself, with the labels app and task, and HAProxy', async () => {
  await eventually(async () => {
    expect(await query('count(up{app="/shop",task=~"shop.+"} == 1)')).toBe(3);
    expect(await query('sum(requests_total{app="/shop",code="200"})')).toBeGreaterThan(0);
    expect(
      await query('sum(haproxy_backend_http_responses_total{proxy="shop_a",code="2xx"})'),
    ).toBeGreaterThan(0);
  }, 30_000);
});

test("the worker's configuration names everything by the target local", async () => {
  expect(await readdir(stack.dir)).toContain('pacer.yaml');
  expect(stack.env).toEqual({ TEMPORAL_ADDRESS: stack.temporalAddress, PACER_CONFIG: stack.configFile });
});

test('every port of every server is on loopback', async () => {
  for (const server of servers()) expect(await listeningAddresses(server.pid)).toEqual(['127.0.0.1']);
});

test('each server can be killed and started again on its own address', async () => {
  for (const server of servers()) {
    const { pid } = server;
    await server.kill();
    expect(server.running()).toBe(false);
    await server.start();
    expect(server.pid).not.toBe(pid);
  }
});

test('tasks outlive a kill of Marathon and keep their ids', async () => {
  const before = (await tasks()).map((it) => it.id).sort();
  await stack.marathon.kill();
  await stack.marathon.start();
  const after = await eventually(async () => {
    const ids = (await tasks()).map((it) => it.id).sort();
    expect(ids).toHaveLength(3);
    return ids;
  });
  expect(after).toEqual(before);
});

test('a second stack in the same directory is refused by the process that has it', async () => {
  const dir = join(base, 'taken');
  await mkdir(dir);
  await writeFile(join(dir, 'stack.pid'), String(process.ppid));
  await expect(startLocalStack({ dir, ports: 'any' })).rejects.toThrow(`process ${String(process.ppid)}`);
});

test('a port that is taken ends the start with its purpose', async () => {
  const marathon = Number(new URL(stack.marathonUrl).port);
  const start = startLocalStack({ dir: join(base, 'second'), ports: { ...anyPorts(), marathon } });
  await expect(start).rejects.toThrow(`127.0.0.1:${String(marathon)} (Marathon) is taken`);
});

test('stop ends every server and every task, also when Marathon was killed before', async () => {
  const addresses = (await tasks()).map(({ host, ports }) => `http://${host}:${String(ports[0])}/health`);
  const pids = servers().map((it) => it.pid);
  await Promise.all(addresses.map((it) => fetch(it)));
  await stack.marathon.kill();
  await stack.stop();
  for (const address of addresses) await expect(fetch(address)).rejects.toThrow();
  for (const pid of pids) expect(await pidsOfSession(pid)).toEqual([]);
  expect(await readdir(stack.dir)).not.toContain('stack.pid');
});

test('servers and tasks end when the process of the stack is killed with signal 9', async () => {
  const parent = execa(
    process.execPath,
    ['--import', 'tsx', 'test/support/stack-parent.ts', join(base, 'third')],
    {
      reject: false,
      stderr: 'inherit',
    },
  );
  const line = await new Promise<string>((resolve) =>
    parent.stdout.once('data', (data) => {
      resolve(String(data));
    }),
  );
  const other = JSON.parse(line) as { marathonUrl: string; pids: number[] };
  const present = await startApp(other);
  parent.kill('SIGKILL');
  await parent;
  await eventually(async () => {
    for (const pid of other.pids) expect(await pidsOfSession(pid)).toEqual([]);
    for (const { host, ports } of present) {
      await expect(fetch(`http://${host}:${String(ports[0])}/health`)).rejects.toThrow();
    }
  }, 30_000);
});

function anyPorts() {
  return { temporal: 0, temporalUi: 0, marathon: 0, haproxy: 0, haproxyStats: 0, prometheus: 0 };
}
