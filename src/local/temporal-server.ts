import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { findBinary } from '../servers/binaries.ts';
import { startLocalServer, type LocalServer } from './local-server.ts';
import type { StackLayout } from './stack-layout.ts';

/** Temporal's own development server; its database is a file, so that a restart loses nothing. */
export async function startTemporal(layout: StackLayout): Promise<LocalServer> {
  const binary = await findBinary('temporal');
  const dir = join(layout.dir, 'temporal');
  await mkdir(dir, { recursive: true });
  return startLocalServer({
    name: 'Temporal',
    command: binary.path,
    args: [
      ...['server', 'start-dev', '--db-filename', join(dir, 'temporal.db'), '--log-level', 'error'],
      ...['--ip', layout.host, '--port', String(layout.ports.temporal), '--http-port', '0'],
      ...['--ui-ip', layout.host, '--ui-port', String(layout.ports.temporalUi), '--metrics-port', '0'],
      // It would otherwise ask its makers for newer versions.
      ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
    ],
    env: binary.env,
    logFile: join(layout.dir, 'logs', 'temporal.log'),
    ready: () => canServe(layout.temporalAddress),
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
  });
}

async function canServe(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
  } finally {
    await connection.close();
  }
}
