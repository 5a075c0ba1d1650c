import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { haproxyGlobalConfig, haproxyMap, haproxyServiceConfig } from '../clients/haproxy/config.ts';
import { findBinary } from '../servers/binaries.ts';
import { answers } from './answers.ts';
import { startLocalServer, type LocalServer } from './local-server.ts';
import type { StackLayout } from './stack-layout.ts';

/** HAProxy with exactly the configuration that Pacer prints for these services. */
export async function startHaproxy(layout: StackLayout): Promise<LocalServer> {
  const binary = await findBinary('haproxy');
  const dir = join(layout.dir, 'haproxy');
  const configFile = join(dir, 'haproxy.cfg');
  await mkdir(dir, { recursive: true });
  await writeFile(layout.mapFile, haproxyMap({}));
  await writeFile(configFile, haproxyConfig(layout));
  return startLocalServer({
    name: 'HAProxy',
    command: binary.path,
    args: ['-W', '-f', configFile],
    env: binary.env,
    logFile: join(layout.dir, 'logs', 'haproxy.log'),
    ready: () => answers(`${layout.haproxyStatsUrl}/metrics`),
    readyTimeoutMs: 20_000,
    stopTimeoutMs: 5_000,
  });
}

function haproxyConfig({ host, ports, services, mapFile, haproxySocket }: StackLayout): string {
  const bindTo = (port: number) => `${host}:${String(port)}`;
  return [
    haproxyGlobalConfig({ socket: haproxySocket, statsBind: bindTo(ports.haproxyStats) }),
    ...services.map(({ name, port }) =>
      haproxyServiceConfig({ service: name, mapFile, bind: bindTo(port), healthPath: '/health' }),
    ),
  ].join('\n');
}
