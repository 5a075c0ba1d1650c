import { createServer } from 'node:net';
import type { AppSpec } from '../model/app-spec.ts';
import { TASK_HOST } from './agent.ts';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Below the ports from which the system takes those of outgoing connections: a task must not lose its port to one. */
export const DEFAULT_TASK_PORTS: PortRange = { from: 30_000, to: 32_767 };

const ATTEMPTS_PER_PORT = 200;

/** Free host ports for a task, one for each of the app's ports; undefined when there are not enough. */
export async function choosePorts(
  app: AppSpec,
  range: PortRange,
  taken: ReadonlySet<number>,
): Promise<readonly number[] | undefined> {
  const chosen: number[] = [];
  for (const wanted of wantedPorts(app)) {
    const free = (port: number): Promise<boolean> => isFree(port, new Set([...taken, ...chosen]));
    const port =
      wanted === undefined ? await anyPort(range, free) : (await free(wanted)) ? wanted : undefined;
    if (port === undefined) return undefined;
    chosen.push(port);
  }
  return chosen;
}

/** One entry for each port: the number that it must have, or undefined for any. */
function wantedPorts(app: AppSpec): readonly (number | undefined)[] {
  const mappings = app.container?.portMappings;
  if (mappings) return mappings.map((it) => (it.hostPort ? it.hostPort : undefined));
  return (app.portDefinitions ?? []).map((it) => (app.requirePorts ? it.port : undefined));
}

async function anyPort(
  range: PortRange,
  free: (port: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS_PER_PORT; attempt += 1) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from + 1));
    if (await free(port)) return port;
  }
  return undefined;
}

async function isFree(port: number, taken: ReadonlySet<number>): Promise<boolean> {
  if (taken.has(port)) return false;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host: TASK_HOST, port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
