import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runtimeApi } from '../../src/clients/haproxy/runtime-api.ts';
import { startServer, type ServerProcess } from '../../src/local/processes.ts';
import { findBinary } from '../../src/servers/binaries.ts';

import { eventually } from './eventually.ts';

export type HaproxyVersion = '2.6' | '2.8';

/** What a configuration is built around. */
export interface HaproxyPlace {
  readonly directory: string;
  readonly socket: string;
  readonly mapFile: string;
}

export interface RunningHaproxy extends HaproxyPlace {
  /** One line to the runtime API. */
  readonly ask: (command: string) => Promise<string>;
  /** A new configuration takes over by SIGUSR2; returns when the new worker answers. */
  readonly reload: (config: string, map: string) => Promise<void>;
  /** Ends the process by signal 9 and starts it anew, with what its files say. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A real HAProxy, with a master process, on the configuration and map that `config` returns. */
export async function startHaproxy(
  version: HaproxyVersion,
  config: (place: HaproxyPlace) => { readonly config: string; readonly map: string },
): Promise<RunningHaproxy> {
  const directory = await mkdtemp(join(tmpdir(), 'haproxy-'));
  const place = { directory, socket: join(directory, 'h.sock'), mapFile: join(directory, 'pacer.map') };
  const configFile = join(directory, 'haproxy.cfg');
  const write = async (text: string, map: string): Promise<void> => {
    await Promise.all([writeFile(configFile, text), writeFile(place.mapFile, map)]);
  };
  const first = config(place);
  await write(first.config, first.map);
  const ask = runtimeApi({ name: 'under test', socket: place.socket }, 3_000);
  const pidOfWorker = async (): Promise<string> => /^Pid: (\d+)$/m.exec(await ask('show info'))?.[1] ?? '';

  let server = await launch(version, directory, configFile, pidOfWorker);
  return {
    ...place,
    ask,
    reload: async (text, map) => {
      const old = await pidOfWorker();
      await write(text, map);
      // a master that is just starting itself anew overhears the signal
      await eventually(async () => {
        server.signal('SIGUSR2');
        await eventually(async () => {
          const now = await pidOfWorker();
          if (now === '' || now === old) throw new Error('the old process still answers');
        }, 1_500);
      });
    },
    restart: async () => {
      await server.kill();
      server = await launch(version, directory, configFile, pidOfWorker);
    },
    stop: async () => {
      await server.kill();
      await rm(directory, { recursive: true });
    },
  };
}

/** The verdict of `haproxy -c`: undefined when the configuration is valid, else what it says. */
export async function complaintAbout(
  version: HaproxyVersion,
  config: string,
  map: string,
): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'haproxy-'));
  try {
    const file = join(directory, 'haproxy.cfg');
    await writeFile(join(directory, 'pacer.map'), map);
    await writeFile(file, config.replaceAll('MAP', join(directory, 'pacer.map')));
    const { path, env } = await findBinary(version === '2.6' ? 'haproxy-2.6' : 'haproxy');
    const { stdout, stderr } = await promisify(execFile)(path, ['-c', '-f', file], {
      env: { ...process.env, ...env },
    });
    return /WARNING|ALERT/.test(stdout + stderr) ? stdout + stderr : undefined;
  } catch (error) {
    return String(error);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function launch(
  version: HaproxyVersion,
  directory: string,
  configFile: string,
  ready: () => Promise<unknown>,
): Promise<ServerProcess> {
  const { path, env } = await findBinary(version === '2.6' ? 'haproxy-2.6' : 'haproxy');
  return startServer({
    name: `HAProxy ${version}`,
    command: path,
    args: ['-W', '-S', join(directory, 'master.sock'), '-f', configFile],
    env,
    logFile: join(directory, 'log'),
    ready,
    readyTimeoutMs: 10_000,
    stopTimeoutMs: 3_000,
  });
}
