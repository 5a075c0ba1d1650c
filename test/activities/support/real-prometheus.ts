import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers } from '../../../src/local/answers.ts';
import { choosePort } from '../../../src/local/ports.ts';
import { startServer, type ServerProcess } from '../../../src/local/processes.ts';
import { findBinary } from '../../../src/servers/binaries.ts';

/** A Prometheus that scrapes one gauge, `error_rate`, five times a second. */
export interface RealPrometheus {
  readonly url: string;
  /** What the app reports from now on; `nothing`: it answers no scrape. */
  report(value: number | 'nothing'): void;
  kill(): Promise<void>;
  /** Again on the same port and data. */
  start(): Promise<void>;
  end(): Promise<void>;
}

export async function startRealPrometheus(): Promise<RealPrometheus> {
  const dir = await mkdtemp(join(tmpdir(), 'pacer-analysis-prometheus-'));
  let reported: number | 'nothing' = 0;
  const app = createServer((_, response) => {
    response.statusCode = reported === 'nothing' ? 503 : 200;
    response.end(reported === 'nothing' ? '' : `error_rate ${String(reported)}\n`);
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const { port } = app.address() as AddressInfo;
  await writeFile(
    join(dir, 'prometheus.yml'),
    `scrape_configs: [{ job_name: app, scrape_interval: 200ms, scrape_timeout: 200ms, static_configs: [{ targets: ['127.0.0.1:${String(port)}'] }] }]`,
  );
  const url = `http://127.0.0.1:${String(await choosePort('127.0.0.1', 0, 'Prometheus'))}`;
  let server = await startServerIn(dir, url);
  return {
    url,
    report: (value) => {
      reported = value;
    },
    kill: () => server.kill(),
    start: async () => {
      server = await startServerIn(dir, url);
    },
    end: async () => {
      await server.kill();
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startServerIn(dir: string, url: string): Promise<ServerProcess> {
  const binary = await findBinary('prometheus');
  return startServer({
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
}
