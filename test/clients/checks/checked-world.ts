import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  haproxyGlobalConfig,
  haproxyMap,
  haproxyServiceConfig,
} from '../../../src/clients/haproxy/config.ts';
import { createPrometheus, type Prometheus } from '../../../src/clients/prometheus.ts';
import { answers } from '../../../src/local/answers.ts';
import { choosePort } from '../../../src/local/ports.ts';
import { startServer, type ServerProcess } from '../../../src/local/processes.ts';
import { findBinary } from '../../../src/servers/binaries.ts';
import { startExampleApp, type ExampleApp } from '../../support/example-app.ts';
import { startHaproxy, type HaproxyVersion, type RunningHaproxy } from '../../support/haproxy.ts';

/** Services of one stable app and one canary each, by what is wrong with the canary. */
export const BAD = { errors: 'errors:0.3', slow: 'slow:300', idle: '' } as const;
export type Kind = keyof typeof BAD;
const KINDS = Object.keys(BAD) as Kind[];

/** Real apps behind a real HAProxy, which a real Prometheus scrapes. Half of the requests go to each version. */
export interface CheckedWorld {
  readonly prometheus: Prometheus;
  readonly haproxy: RunningHaproxy;
  /** Sends so many requests, ten at a time. */
  readonly load: (kind: Kind, requests: number) => Promise<void>;
  /** It does not answer any more; Marathon still has it. */
  readonly stopIdleCanary: () => Promise<void>;
  /** Ends the idle canary as Marathon would show it: the task is gone. */
  readonly loseIdleCanary: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function startCheckedWorld(version: HaproxyVersion): Promise<CheckedWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'pacer-checks-'));
  const stable = await startExampleApp();
  const canaries = Object.fromEntries(
    await Promise.all(KINDS.map(async (kind) => [kind, await startExampleApp({ BAD: BAD[kind] })] as const)),
  ) as Record<Kind, ExampleApp>;
  const port = async (name: string) => choosePort('127.0.0.1', 0, name);
  const ports = { errors: await port('errors'), slow: await port('slow'), idle: await port('idle') };
  const young = await port('a task that does not listen yet');
  const statistics = `127.0.0.1:${await port('statistics')}`;
  const haproxy = await startHaproxy(version, ({ socket, mapFile }) => ({
    config: [
      haproxyGlobalConfig({ socket, statsBind: statistics }),
      ...KINDS.map((kind) =>
        haproxyServiceConfig({
          service: kind,
          mapFile,
          bind: `127.0.0.1:${ports[kind]}`,
          healthPath: '/health',
          servers: [
            { slot: 'a', name: 'pacer_stable', address: new URL(stable.url).host },
            { slot: 'b', name: 'pacer_canary', address: new URL(canaries[kind].url).host },
          ],
        }),
      ),
    ].join('\n'),
    map: haproxyMap(Object.fromEntries(KINDS.map((kind) => [kind, 5_000]))),
  }));
  const targetsOf = (kinds: readonly Kind[]) => [
    ...KINDS.map((kind) => target(stable, `/${kind}-a`)),
    ...kinds.map((kind) => target(canaries[kind], `/${kind}-b`)),
    // A second task of the slow canary, which Marathon has begun and which does not listen yet.
    target({ url: `http://127.0.0.1:${young}` }, '/slow-b'),
  ];
  await writeTargets(dir, targetsOf(KINDS));
  const url = `http://127.0.0.1:${await port('Prometheus')}`;
  const server = await startPrometheus(dir, url, statistics);
  return {
    prometheus: createPrometheus({ url }),
    haproxy,
    load: (kind, requests) => load(`http://127.0.0.1:${ports[kind]}`, requests),
    stopIdleCanary: () => canaries.idle.stop(),
    loseIdleCanary: async () => {
      await canaries.idle.stop();
      await writeTargets(dir, targetsOf(['errors', 'slow']));
      await haproxy.ask('set server idle_b/pacer_canary state maint');
      await haproxy.ask('del server idle_b/pacer_canary');
    },
    end: async () => {
      await server.kill();
      await haproxy.stop();
      await Promise.all([stable, ...Object.values(canaries)].map((it) => it.stop()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** All that is scraped has it. */
export const CLUSTER = 'east';

const target = ({ url }: Pick<ExampleApp, 'url'>, id: string) => ({
  targets: [new URL(url).host],
  labels: { app: id, cluster: CLUSTER },
});

async function writeTargets(dir: string, targets: readonly unknown[]): Promise<void> {
  await writeFile(join(dir, 'new.json'), JSON.stringify(targets));
  await rename(join(dir, 'new.json'), join(dir, 'apps.json'));
}

async function startPrometheus(dir: string, url: string, statistics: string): Promise<ServerProcess> {
  const binary = await findBinary('prometheus');
  const often = { scrape_interval: '500ms', scrape_timeout: '500ms' };
  const config = {
    scrape_configs: [
      {
        job_name: 'apps',
        ...often,
        file_sd_configs: [{ files: [join(dir, 'apps.json')], refresh_interval: '1s' }],
      },
      {
        job_name: 'haproxy',
        ...often,
        static_configs: [{ targets: [statistics], labels: { cluster: CLUSTER } }],
      },
    ],
  };
  await writeFile(join(dir, 'prometheus.yml'), JSON.stringify(config));
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

async function load(url: string, requests: number): Promise<void> {
  let left = requests;
  const client = async (): Promise<void> => {
    while (left-- > 0) await (await fetch(url)).text();
  };
  await Promise.all(Array.from({ length: 10 }, client));
}
