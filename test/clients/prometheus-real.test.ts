import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrometheus, type Prometheus } from '../../src/clients/prometheus.ts';
import { answers } from '../../src/local/answers.ts';
import { choosePort } from '../../src/local/ports.ts';
import { startServer, type ServerProcess } from '../../src/local/processes.ts';
import { findBinary } from '../../src/servers/binaries.ts';
import { rejection } from './odd-server.ts';

let dir: string;
let server: ServerProcess;
let prometheus: Prometheus;

beforeAll(async () => {
  const binary = await findBinary('prometheus');
  dir = await mkdtemp(join(tmpdir(), 'pacer-prometheus-client-'));
  const url = `http://127.0.0.1:${await choosePort('127.0.0.1', 0, 'Prometheus')}`;
  await writeFile(join(dir, 'prometheus.yml'), '{}');
  server = await startServer({
    name: 'Prometheus',
    command: binary.path,
    args: [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'tsdb')}`,
      `--web.listen-address=${new URL(url).host}`,
    ],
    env: binary.env,
    logFile: join(dir, 'prometheus.log'),
    ready: () => answers(`${url}/-/ready`),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 10_000,
  });
  prometheus = createPrometheus({ url });
});

afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('a running Prometheus', () => {
  it.each([
    ['vector(4) / 2', { kind: 'value', value: 2 }],
    ['1 + 1', { kind: 'value', value: 2 }],
    ['vector(1) / 0', { kind: 'value', value: Infinity }],
    ['vector(0) / 0', { kind: 'no-data' }],
    ['nobody_has_this', { kind: 'no-data' }],
  ])('answers %s', async (query, expected) => {
    expect(await prometheus.query(query)).toEqual(expected);
  });

  it('answers for the moment that is wanted, to the millisecond', async () => {
    const at = new Date('2026-11-24T12:00:00.250Z');
    expect(await prometheus.query('time()', undefined, { at })).toEqual({
      kind: 'value',
      value: at.getTime() / 1000,
    });
  });

  it.each([
    ['sum(', 'QueryRejected', 'parse error'],
    ['vector(1) or label_replace(vector(2), "a", "b", "", "")', 'QueryAmbiguous', '2 series'],
    ['"text"', 'QueryAmbiguous', 'string'],
    ['nobody_has_this[5m]', 'QueryAmbiguous', 'matrix'],
  ])('refuses %s as %s', async (query, name, says) => {
    const error = await rejection(prometheus.query(query));
    expect(error.name).toBe(name);
    expect(error.message).toContain(says);
  });
});
