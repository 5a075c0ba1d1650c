import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { choosePort, PortTaken } from '../../src/local/ports.ts';
import { ServerNotReady, startServer, type ServerCommand } from '../../src/local/processes.ts';
import { eventually } from '../support/eventually.ts';

const host = '127.0.0.1';
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-processes-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const answering = (port: number, extra = '') =>
  `require('http').createServer((_, res) => res.end('ok')).listen(${port}, '${host}'); ${extra}`;

function command(port: number, script: string, settings: Partial<ServerCommand> = {}): ServerCommand {
  return {
    name: 'the server',
    command: process.execPath,
    args: ['-e', script],
    logFile: join(dir, `${port}.log`),
    ready: () => fetch(`http://${host}:${port}/`),
    readyTimeoutMs: 10_000,
    stopTimeoutMs: 5_000,
    ...settings,
  };
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const gone = (pid: number) =>
  eventually(() => {
    expect(alive(pid)).toBe(false);
  });

test('a started server answers, has its own pid, and is gone with its whole group after stop', async () => {
  const port = await choosePort(host, 0, 'test');
  const child = `const child = require('child_process').spawn('sleep', ['60']); console.log('child ' + child.pid);`;
  const server = await startServer(command(port, answering(port, child)));
  const children = await execa('ps', ['-o', 'pid=', '-g', String(server.pid)]);
  expect(children.stdout.split('\n').length).toBeGreaterThanOrEqual(3);
  await server.stop();
  expect(server.running()).toBe(false);
  await Promise.all(children.stdout.split('\n').map((pid) => gone(Number(pid))));
  await server.stop();
});

test('a server that ignores SIGTERM is killed after its bound', async () => {
  const port = await choosePort(host, 0, 'test');
  const server = await startServer(
    command(port, answering(port, `process.on('SIGTERM', () => 0)`), { stopTimeoutMs: 300 }),
  );
  const startedMs = performance.now();
  await server.stop();
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);
  expect(alive(server.pid)).toBe(false);
});

test('a server that ends before it is ready is told with its last lines', async () => {
  const port = await choosePort(host, 0, 'test');
  const start = startServer(command(port, `console.error('cannot read the config'); process.exit(1)`));
  await expect(start).rejects.toThrow(ServerNotReady);
  await expect(start).rejects.toThrow(/the server ended before it was ready.*\n.*cannot read the config/s);
});

test('a server that never answers is killed at the bound', async () => {
  const port = await choosePort(host, 0, 'test');
  const script = `console.log('pid', process.pid); setInterval(() => 0, 1000)`;
  const start = startServer(command(port, script, { readyTimeoutMs: 1_000 }));
  const error = await start.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error?.message).toMatch(/did not answer within 1000 ms/);
  await gone(Number(/pid (\d+)/.exec(error?.message ?? '')?.[1]));
});

test('a killed server can be started again on its port', async () => {
  const port = await choosePort(host, 0, 'test');
  const first = await startServer(command(port, answering(port)));
  await first.kill();
  const second = await startServer(command(port, answering(port)));
  expect(second.pid).not.toBe(first.pid);
  await second.stop();
});

test('servers end when the process that started them is killed with signal 9', async () => {
  const port = await choosePort(host, 0, 'test');
  const parent = execa(
    process.execPath,
    ['--import', 'tsx', 'test/support/server-parent.ts', String(port), dir],
    { reject: false, stderr: 'inherit' },
  );
  const pid = await eventually(
    async () => Number(await (await fetch(`http://${host}:${port}/`)).text()),
    20_000,
  );
  expect(alive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await parent;
  await gone(pid);
});

test('a port that is taken is refused by its number', async () => {
  const port = await choosePort(host, 0, 'test');
  const server = await startServer(command(port, answering(port)));
  await expect(choosePort(host, port, "users' entry")).rejects.toThrow(PortTaken);
  await server.stop();
  expect(await choosePort(host, port, "users' entry")).toBe(port);
});
