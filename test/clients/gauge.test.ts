import type { ServerResponse } from 'node:http';
import { Gauge, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { readGauge } from '../../src/clients/gauge.ts';
import { closedPort, rejection, startOddServer } from './odd-server.ts';

type Answer = (response: ServerResponse) => void;

const settings = { metric: 'pending_operations', path: '/metrics', timeoutMs: 10_000 };

async function read(answer: Answer | string, different: Partial<typeof settings> = {}): Promise<number> {
  const server = await startOddServer((_, response) => {
    if (typeof answer === 'string') response.end(answer);
    else answer(response);
  });
  return readGauge(new URL(server.url).host, { ...settings, ...different });
}

const hangs: Answer = () => undefined;
const resets: Answer = (response) => response.socket?.resetAndDestroy();
const truncates: Answer = (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('pending_operations 0\n');
  setImmediate(() => response.destroy());
};
const fails: Answer = (response) => {
  response.writeHead(500).end('pending_operations 0\n');
};

describe('a gauge', () => {
  it.each([
    [
      'of one series',
      '# HELP pending_operations Work.\n# TYPE pending_operations gauge\npending_operations 3\n',
      3,
    ],
    ['that is zero', 'pending_operations 0\n', 0],
    ['of several series is summed', 'pending_operations{queue="a"} 2\npending_operations{queue="b"} 5\n', 7],
    [
      'whose series are apart is summed',
      'pending_operations{q="a"} 2\nother 9\npending_operations{q="b"} 5\n',
      7,
    ],
    ['without a line feed at the end', 'other 1\npending_operations 4', 4],
    ['with a time stamp', 'pending_operations 4 1795473048910\n', 4],
    ['in the notation of science', 'pending_operations 1.2e+01\n', 12],
    ['beside a HELP without text', '# HELP other\n# HELP pending_operations \npending_operations 4\n', 4],
    ['beside others that begin alike', 'pending_operations_total 9\npending_operations 4\npending 8\n', 4],
    ['with Windows line ends', 'pending_operations 4\r\n', 4],
  ])('%s', async (_, text, expected) => {
    expect(await read(text)).toBe(expected);
  });

  it('of an app that uses prom-client', async () => {
    const registry = new Registry();
    const gauge = new Gauge({
      name: 'pending_operations',
      help: 'Work',
      labelNames: ['kind'],
      registers: [registry],
    });
    gauge.set({ kind: 'mail' }, 2);
    gauge.set({ kind: 'print "it"' }, 3);
    expect(await read(await registry.metrics())).toBe(5);
  });

  it.each([
    ['is not there', 'other 0\n', 'no such metric'],
    ['is declared and has no series', '# TYPE pending_operations gauge\n', 'no such metric'],
    ['has no value', 'pending_operations \n', 'its value is'],
    ['is NaN', 'pending_operations NaN\n', 'NaN'],
    ['is infinite', 'pending_operations +Inf\n', '+Inf'],
    ['is no number', 'pending_operations none\n', 'none'],
    ['is negative', 'pending_operations{q="a"} -1\npending_operations{q="b"} 1\n', '-1'],
    [
      'is a histogram',
      '# TYPE pending_operations histogram\npending_operations_bucket{le="+Inf"} 0\npending_operations_sum 0\npending_operations_count 0\n',
      'histogram',
    ],
    ['is in a web page', '<html>pending_operations 0</html>\n', 'no such metric'],
    ['comes with an empty answer', '', 'no such metric'],
    ['comes with status 500', fails, 'answered 500'],
    ['hangs', hangs, 'no answer within 300 ms'],
    ['is reset', resets, 'no answer'],
    ['is truncated', truncates, 'no answer'],
  ] as const)('that %s is never taken for zero', async (_, answer, says) => {
    const error = await rejection(read(answer, answer === hangs ? { timeoutMs: 300 } : {}));
    expect(error.name).toBe('GaugeUnreadable');
    expect(error.message).toMatch(/^pending_operations at http:\/\/127\.0\.0\.1:\d+\/metrics: /);
    expect(error.message).toContain(says);
  });

  it('is not looked for at another address that the task names', async () => {
    let asked = 0;
    const elsewhere = await startOddServer((_, response) => {
      asked += 1;
      response.end('pending_operations 0\n');
    });
    const error = await rejection(
      read((response) => response.writeHead(302, { location: elsewhere.url }).end('pending_operations 0\n')),
    );
    expect(error.message).toContain('answered 302');
    expect(asked).toBe(0);
  });

  it('is asked for without credentials', async () => {
    const server = await startOddServer(({ headers }, response) => {
      const count = Object.keys(headers).filter((it) => /auth|cookie/i.test(it)).length;
      response.end(`pending_operations ${count}\n`);
    });
    expect(await readGauge(new URL(server.url).host, settings)).toBe(0);
  });

  it('is not asked for at an address that is no task', async () => {
    const error = await rejection(readGauge('169.254.169.254:80', settings));
    expect(error.name).toBe('GaugeUnreadable');
    expect(error.message).toContain('is not asked, since 169.254.169.254 is no address of a task');
  });

  it('of a task that is gone is never taken for zero', async () => {
    const error = await rejection(readGauge(`127.0.0.1:${closedPort}`, settings));
    expect(error.message).toContain('ECONNREFUSED');
  });
});
