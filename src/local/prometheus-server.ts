import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findBinary } from '../servers/binaries.ts';
import { answers } from './answers.ts';
import { startLocalServer, type LocalServer } from './local-server.ts';
import type { StackLayout } from './stack-layout.ts';

/** Prometheus, which finds the tasks by asking our Marathon itself. */
export async function startPrometheus(layout: StackLayout): Promise<LocalServer> {
  const binary = await findBinary('prometheus');
  const dir = join(layout.dir, 'prometheus');
  const configFile = join(dir, 'prometheus.yml');
  await mkdir(dir, { recursive: true });
  await writeFile(configFile, stringify(prometheusConfig(layout)));
  return startLocalServer({
    name: 'Prometheus',
    command: binary.path,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(dir, 'tsdb')}`,
      '--storage.tsdb.retention.time=6h',
      `--web.listen-address=${layout.host}:${String(layout.ports.prometheus)}`,
      '--log.level=warn',
    ],
    env: binary.env,
    logFile: join(layout.dir, 'logs', 'prometheus.log'),
    ready: () => answers(`${layout.prometheusUrl}/-/ready`),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 10_000,
  });
}

/** Every task's first port is a target with the labels `app` (its Marathon app id) and `task`. */
function prometheusConfig(layout: StackLayout): object {
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: 'marathon',
        marathon_sd_configs: [{ servers: [layout.marathonUrl], refresh_interval: '1s' }],
        relabel_configs: [
          { source_labels: ['__meta_marathon_port_index'], regex: '0', action: 'keep' },
          { source_labels: ['__meta_marathon_app'], target_label: 'app' },
          { source_labels: ['__meta_marathon_task'], target_label: 'task' },
        ],
      },
      { job_name: 'haproxy', static_configs: [{ targets: [new URL(layout.haproxyStatsUrl).host] }] },
    ],
  };
}
