import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startExampleApp, type ExampleApp } from '../support/example-app.ts';

const running: ExampleApp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
});

async function start(env: Record<string, string> = {}): Promise<ExampleApp> {
  const app = await startExampleApp(env);
  running.push(app);
  return app;
}

const statusOf = async (app: ExampleApp, path: string, init?: RequestInit) =>
  (await fetch(app.url + path, init)).status;

async function metric(app: ExampleApp, series: string): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const line = text.split('\n').find((it) => it.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1));
}

test('it says its version and task, and counts what it answered', async () => {
  const app = await start({ APP_VERSION: 'v7' });
  expect(await (await fetch(app.url)).json()).toEqual({ version: 'v7', task: 'shop.1' });
  expect(await statusOf(app, '/nowhere')).toBe(404);
  expect(await statusOf(app, '/health')).toBe(200);
  expect(await metric(app, 'requests_total{code="200"}')).toBe(1);
  expect(await metric(app, 'requests_total{code="404"}')).toBe(1);
  expect(await metric(app, 'errors_total')).toBe(0);
  expect(await metric(app, 'request_duration_seconds_count')).toBe(2);
  expect(await metric(app, 'request_duration_seconds_bucket{le="+Inf"}')).toBe(2);
});

test('accepted work counts as pending until it is finished', async () => {
  const app = await start({ WORK_MS: '2000' });
  expect(await statusOf(app, '/work', { method: 'POST' })).toBe(202);
  expect(await metric(app, 'pending_operations')).toBe(1);
  await eventually(async () => {
    expect(await metric(app, 'pending_operations')).toBe(0);
  });
});

test('a long request takes the time that was asked for', async () => {
  const app = await start();
  const startedMs = performance.now();
  expect(await statusOf(app, '/slow?ms=300')).toBe(200);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(299);
});

test('after SIGTERM it answers what is under way, finishes its work and ends with code 0', async () => {
  const app = await start({ WORK_MS: '2000' });
  await fetch(`${app.url}/work`, { method: 'POST' });
  const long = fetch(`${app.url}/slow?ms=1500`);
  await eventually(async () => {
    expect(await metric(app, 'pending_operations')).toBe(1);
  });
  app.signal('SIGTERM');
  expect((await long).status).toBe(200);
  expect(await app.exit).toBe(0);
});

test('after SIGTERM it waits no longer than its bound for work that never ends', async () => {
  const app = await start({ BAD: 'stuck-work', SHUTDOWN_MS: '300' });
  await fetch(`${app.url}/work`, { method: 'POST' });
  app.signal('SIGTERM');
  expect(await app.exit).toBe(1);
});

test.each([
  { bad: 'never-healthy', path: '/health', status: 503 },
  { bad: 'unhealthy-after:3', path: '/health', status: 503 },
  { bad: 'errors:1', path: '/', status: 500 },
  { bad: 'errors:1,after:3', path: '/', status: 500 },
])('BAD=$bad answers $status on $path', async ({ bad, path, status }) => {
  const app = await start({ BAD: bad });
  if (bad.includes('after')) expect(await statusOf(app, path)).toBe(200);
  await eventually(async () => {
    expect(await statusOf(app, path)).toBe(status);
  });
  if (path === '/') expect(await statusOf(app, '/health')).toBe(200);
});

test('BAD=errors:0.5 answers about half of the requests with 500', async () => {
  const app = await start({ BAD: 'errors:0.5' });
  const statuses = await Promise.all(Array.from({ length: 400 }, () => statusOf(app, '/')));
  const errors = statuses.filter((status) => status === 500).length;
  expect(errors).toBeGreaterThan(140);
  expect(errors).toBeLessThan(260);
  expect(await metric(app, 'errors_total')).toBe(errors);
});

test('BAD=slow:300 delays every answer to a user', async () => {
  const app = await start({ BAD: 'slow:300' });
  const startedMs = performance.now();
  await fetch(app.url);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(299);
});

test('BAD=slow:300,slow-after:3 delays answers from then on only', async () => {
  const app = await start({ BAD: 'slow:300,slow-after:3' });
  const answerMs = async () => {
    const startedMs = performance.now();
    await fetch(app.url);
    return performance.now() - startedMs;
  };
  expect(await answerMs()).toBeLessThan(299);
  await eventually(async () => {
    expect(await answerMs()).toBeGreaterThanOrEqual(299);
  });
});

test('BAD=no-metrics-after:3 answers 404 for metrics from then on, and users as before', async () => {
  const app = await start({ BAD: 'no-metrics-after:3' });
  expect(await statusOf(app, '/metrics')).toBe(200);
  await eventually(async () => {
    expect(await statusOf(app, '/metrics')).toBe(404);
  });
  expect(await statusOf(app, '/')).toBe(200);
  expect(await statusOf(app, '/health')).toBe(200);
});

test('BAD=crash-under-load:20 ends with code 3 at the 21st request of users within a second', async () => {
  const app = await start({ BAD: 'crash-under-load:20' });
  const requests = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, () => statusOf(app, '/')));
  const few = await requests(20);
  expect(few.map((it) => it.status)).not.toContain('rejected');
  for (let checks = 0; checks < 30; checks += 1) expect(await statusOf(app, '/health')).toBe(200);
  await requests(200);
  expect(await app.exit).toBe(3);
});

test('BAD=crash-after:1 ends with code 3', async () => {
  const app = await start({ BAD: 'crash-after:1' });
  expect(await app.exit).toBe(3);
});

test('an unknown switch is refused at the start', () => {
  const result = spawnSync(process.execPath, ['src/local/example-app.mjs'], {
    env: { BAD: 'errors:lots' },
    encoding: 'utf8',
  });
  expect(result.status).toBe(2);
  expect(result.stderr).toMatch(/"errors:lots" is not one of never-healthy, /);
});
