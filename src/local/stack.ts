import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startHaproxy } from './haproxy-server.ts';
import type { LocalServer } from './local-server.ts';
import { endMarathon, startMarathon } from './marathon-server.ts';
import { startPrometheus } from './prometheus-server.ts';
import { leaveDirectory, haproxyPlace, takeDirectory } from './stack-files.ts';
import { chooseLayout, type StackLayout } from './stack-layout.ts';
import type { LocalStackOptions } from './stack-options.ts';
import { startTemporal } from './temporal-server.ts';
import { workerConfigText } from './worker-config.ts';

export type { LocalServer } from './local-server.ts';
export type { LocalStackOptions } from './stack-options.ts';

/** A small DC/OS on this machine, with what Pacer needs around it. */
export interface LocalStack extends StackServers {
  readonly temporalAddress: string;
  /** Absent when the Temporal server is not ours. */
  readonly temporalUiUrl?: string;
  readonly marathonUrl: string;
  /** Users' entry of the first service. */
  readonly haproxyUrl: string;
  /** Users' entry of each service, by its name. */
  readonly serviceUrls: Readonly<Record<string, string>>;
  readonly haproxyStatsUrl: string;
  readonly haproxySocket: string;
  readonly prometheusUrl: string;
  /** The worker's configuration, with the target `local`. */
  readonly configFile: string;
  readonly dir: string;
  /** What `pacer worker` and the other verbs need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends everything it started, the tasks included. Safe to repeat. */
  readonly stop: () => Promise<void>;
}

interface StackServers {
  /** Absent when the Temporal server is not ours. */
  readonly temporal?: LocalServer;
  readonly marathon: LocalServer;
  readonly haproxy: LocalServer;
  readonly prometheus: LocalServer;
}

type End = () => Promise<void>;

/**
 * Starts all servers side by side and resolves when every one answers. When one cannot be started the others are ended
 * again and the error names its log. When this process is gone, however it ended, so are the servers.
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const dir = resolve(options.dir ?? join('.pacer', 'local'));
  await takeDirectory(dir);
  const ends: End[] = [];
  let ending: Promise<void> | undefined;
  const stop = () => (ending ??= endAll(ends, dir));
  try {
    const haproxy = await haproxyPlace(dir);
    ends.push(haproxy.remove);
    const layout = await chooseLayout(dir, haproxy, options);
    const servers = await startServers(layout, ends);
    // Refused where everybody may write it, as without a umask.
    await writeFile(layout.configFile, workerConfigText(layout), { mode: 0o644 });
    return { ...addressesOf(layout), ...servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(layout: StackLayout, ends: End[]): Promise<StackServers> {
  const started = async (starting: Promise<LocalServer>, end = (it: LocalServer) => it.stop()) => {
    const server = await starting;
    ends.push(() => end(server));
    return server;
  };
  const temporalIsOurs = layout.temporalUiUrl !== undefined;
  const startings = [
    started(startMarathon(layout), endMarathon),
    started(startHaproxy(layout)),
    started(startPrometheus(layout)),
    ...(temporalIsOurs ? [started(startTemporal(layout))] : []),
  ] as const;
  // All of them, so that those that did start are known to `ends` before the error goes on.
  await Promise.allSettled(startings);
  const [marathon, haproxy, prometheus, temporal] = await Promise.all(startings);
  return { marathon, haproxy, prometheus, ...(temporal ? { temporal } : {}) };
}

async function endAll(ends: readonly End[], dir: string): Promise<void> {
  const results = await Promise.allSettled(ends.map((end) => end()));
  await leaveDirectory(dir);
  const failures = results.filter((it) => it.status === 'rejected').map((it): unknown => it.reason);
  if (failures.length > 0)
    throw new AggregateError(failures, `Not all of the stack in ${dir} could be ended; see its logs.`);
}

function addressesOf(layout: StackLayout): Omit<LocalStack, keyof StackServers | 'stop'> {
  const {
    dir,
    configFile,
    temporalAddress,
    temporalUiUrl,
    marathonUrl,
    haproxyStatsUrl,
    haproxySocket,
    prometheusUrl,
  } = layout;
  return {
    dir,
    configFile,
    temporalAddress,
    ...(temporalUiUrl === undefined ? {} : { temporalUiUrl }),
    marathonUrl,
    haproxyUrl: layout.services[0]?.url ?? '',
    serviceUrls: Object.fromEntries(layout.services.map(({ name, url }) => [name, url])),
    haproxyStatsUrl,
    haproxySocket,
    prometheusUrl,
    env: { TEMPORAL_ADDRESS: temporalAddress, PACER_CONFIG: configFile },
  };
}
