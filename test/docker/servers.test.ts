import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { execa } from 'execa';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBinary } from '../../src/servers/binaries.ts';
import { readComposeFile } from './compose-file.ts';

const { file } = await readComposeFile();

describe('the servers accept what docker-compose.yml gives them:', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pacer-docker-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('HAProxy checks docker/haproxy.cfg', async () => {
    const { path, env } = await findBinary('haproxy');
    const config = join(directory, 'haproxy.cfg');
    const inContainer = await readFile('docker/haproxy.cfg', 'utf8');
    await writeFile(config, inContainer.replaceAll('/usr/local/etc/haproxy', join(process.cwd(), 'docker')));
    const { exitCode, stderr } = await execa(path, ['-c', '-f', config], {
      env,
      reject: false,
      timeout: 20_000,
    });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.not.stringContaining('ALERT') as string,
    });
  });

  it('promtool checks docker/prometheus.yml', async ({ skip }) => {
    const promtool = join(dirname((await findBinary('prometheus')).path), 'promtool');
    skip(!existsSync(promtool), 'this Prometheus came without promtool');
    const { stdout } = await execa(promtool, ['check', 'config', 'docker/prometheus.yml'], {
      timeout: 20_000,
    });
    expect(stdout).toContain('SUCCESS');
  });

  it('our Marathon starts by its command, but for the port and the directory, and is well', async () => {
    const changed = { '--host': '127.0.0.1', '--port': '0', '--state-dir': join(directory, 'marathon') };
    const [command = '', ...args] = (file.services['marathon']?.command ?? []).map((word) => {
      const option = Object.entries(changed).find(([name]) => word.startsWith(`${name}=`));
      return option === undefined ? word : option.join('=');
    });
    const marathon = execa(command, args, { timeout: 30_000, reject: false });
    const url = await firstLine(marathon.stdout);
    const { exitCode } = await execa('node', ['docker/answers.mjs', `${url}/ping`], { reject: false });
    marathon.kill('SIGTERM');
    await marathon;
    expect(exitCode).toBe(0);
  });

  it.each(['prometheus', 'temporal'] as const)('%s knows every option of its command', async (name) => {
    const { path } = await findBinary(name);
    // An unknown option is an error also beside --help.
    const { exitCode } = await execa(path, [...(file.services[name]?.command ?? []), '--help'], {
      reject: false,
      timeout: 20_000,
    });
    expect(exitCode).toBe(0);
  });
});

async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('it ended without a word');
}

describe('docker/worker-polls.mjs', () => {
  let temporal: TestWorkflowEnvironment;

  beforeAll(async () => {
    const { path } = await findBinary('temporal');
    temporal = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'existing-path', path } },
    });
  });

  afterAll(async () => {
    await temporal.teardown();
  });

  const check = () =>
    execa('node', ['docker/worker-polls.mjs'], {
      env: { TEMPORAL_ADDRESS: temporal.address },
      reject: false,
      timeout: 30_000,
    });

  it('is ill without a worker and well with one', async () => {
    expect(await check()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('polls the task queue pacer') as string,
    });
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      taskQueue: 'pacer',
      activities: { nothing: () => Promise.resolve() },
    });
    await worker.runUntil(async () => {
      await expect.poll(async () => (await check()).exitCode, { timeout: 20_000 }).toBe(0);
    });
  });
});

describe('docker/answers.mjs', () => {
  it('is well for a URL that answers with success only', async () => {
    const server = Fastify();
    server.get('/ping', () => 'pong');
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const check = async (path: string) =>
      (await execa('node', ['docker/answers.mjs', `${url}${path}`], { reject: false, timeout: 20_000 }))
        .exitCode;
    expect(await check('/ping')).toBe(0);
    expect(await check('/absent')).toBe(1);
    await server.close();
    expect(await check('/ping')).toBe(1);
  });
});
