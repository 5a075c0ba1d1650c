import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { latencyOf } from '../../src/demo/load-report.ts';
import { judge, plannedRequest } from '../../src/demo/load-request.ts';
import { startLoad } from '../../src/demo/load.ts';
import { choosePort } from '../../src/local/ports.ts';
import { eventually } from '../support/eventually.ts';
import { startExampleApp } from '../support/example-app.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

test.each([
  { status: 200, body: '{"version":"v1"}', kind: 'good' },
  { status: 202, body: '{"version":"v1","accepted":true}', kind: 'good' },
  { status: 500, body: '{"version":"v1"}', kind: 'status' },
  { status: 503, body: '<html>', kind: 'status' },
  { status: 200, body: '<html>', kind: 'body' },
  { status: 200, body: '{"version":', kind: 'body' },
  { status: 200, body: '{}', kind: 'body' },
])('$status with $body is $kind', ({ status, body, kind }) => {
  const end = judge(status, body);
  expect(end.kind === 'failed' ? end.failure.kind : end.kind).toBe(kind);
});

test('the mix has every kind of request on every kind of connection', () => {
  const cycle = Array.from({ length: 50 }, (_, number) => plannedRequest(number));
  const share = (kind: string, connection: string) =>
    cycle.filter((it) => it.kind === kind && it.connection === connection).length;
  expect([share('short', 'keep-alive'), share('short', 'new')]).toEqual([34, 10]);
  expect([share('long', 'keep-alive'), share('long', 'new')]).toEqual([1, 1]);
  expect([share('work', 'keep-alive'), share('work', 'new')]).toEqual([2, 2]);
});

test('percentiles are those of the nearest rank', () => {
  expect(latencyOf([])).toEqual({ p50: 0, p99: 0, max: 0 });
  expect(latencyOf([3, 1, 2])).toEqual({ p50: 2, p99: 3, max: 3 });
  expect(latencyOf(Array.from({ length: 100 }, (_, i) => i + 1))).toEqual({ p50: 50, p99: 99, max: 100 });
});

test('it sends at its rate, and counts answers by version and kind', async () => {
  const app = await startExampleApp({ APP_VERSION: 'v1', WORK_MS: '100' });
  const load = await startLoad({ url: app.url, ratePerSecond: 100 });
  await eventually(() => {
    expect(load.snapshot()?.requests).toBeGreaterThan(150);
  });
  const report = await load.stop();
  await app.stop();
  expect(report.failures).toEqual([]);
  expect(report.byVersion).toEqual({ v1: report.requests });
  expect(report.byKind.short + report.byKind.long + report.byKind.work).toBe(report.requests);
  expect(report.byKind.work).toBeGreaterThan(5);
  expect(report.byKind.long).toBeGreaterThan(2);
  const { sent, seconds } = report.history;
  expect(sent['v1']?.reduce((sum, count) => sum + count, 0)).toBe(report.requests);
  expect(seconds['v1']?.reduce((sum, { requests }) => sum + requests, 0)).toBe(report.requests);
  expect(Date.now() - report.history.fromMs - report.durationMs).toBeLessThan(2_000);
});

test('every failed request is kept with its cause', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/') response.writeHead(503).end('<html>no server</html>');
    else if (request.url === '/work') response.end('not the app');
    else request.socket.destroy();
  });
  servers.push(server);
  await new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(undefined);
    }),
  );
  const { port } = server.address() as AddressInfo;
  const load = await startLoad({ url: `http://127.0.0.1:${String(port)}`, ratePerSecond: 100 });
  await eventually(() => {
    expect(load.snapshot()?.failed).toBeGreaterThan(60);
  });
  const report = await load.stop();
  expect(report.failed).toBe(report.requests);
  expect(report.failures).toHaveLength(report.failed);
  const causeOf = (request: string) => report.failures.find((it) => it.request === request)?.failure;
  expect(causeOf('short')).toEqual({ kind: 'status', status: 503 });
  expect(causeOf('work')).toEqual({ kind: 'body', status: 200, body: 'not the app' });
  expect(causeOf('long')).toEqual({ kind: 'connection', code: 'ECONNRESET' });
});

test('an app that is gone is a failure of the connection, one that hangs a timeout', async () => {
  const port = await choosePort('127.0.0.1', 0, 'test');
  const refused = await startLoad({ url: `http://127.0.0.1:${String(port)}`, ratePerSecond: 50 });
  await eventually(() => {
    expect(refused.snapshot()?.failed).toBeGreaterThan(3);
  });
  const report = await refused.stop();
  expect(report.failures[0]?.failure).toEqual({ kind: 'connection', code: 'ECONNREFUSED' });

  const server = createServer(() => undefined);
  servers.push(server);
  await new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => {
      resolve(undefined);
    }),
  );
  const hanging = await startLoad({
    url: `http://127.0.0.1:${String(port)}`,
    ratePerSecond: 20,
    requestTimeoutMs: 300,
  });
  await eventually(() => {
    expect(hanging.snapshot()?.failed).toBeGreaterThan(3);
  });
  expect((await hanging.stop()).failures[0]?.failure).toEqual({ kind: 'timeout' });
});
