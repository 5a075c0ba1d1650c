import { resolve } from 'node:path';
import { choosePort } from '../ports.ts';
import { createHttpServer } from './http/http-server.ts';
import { Scheduler } from './scheduler.ts';
import { DEFAULT_TASK_PORTS } from './tasks/task-ports.ts';

export interface LocalMarathonOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Its state and the sandboxes of its tasks; started on the same one again, it goes on where it was. */
  readonly stateDir: string;
  readonly basicAuth?: { readonly user: string; readonly password: string };
  /** Such as `/service/marathon`. */
  readonly pathPrefix?: string;
  /** Stands for the wait for offers of a real cluster. Default 0. */
  readonly launchDelayMs?: number;
  /** Host ports for tasks. Default 30000 to 32767: below the ports of outgoing connections. */
  readonly taskPorts?: { readonly from: number; readonly to: number };
  /** Ends this process at once, where the server has one of its own: then its leader can be lost. */
  readonly die?: () => void;
}

export interface LocalMarathon {
  /** Without a slash at the end, with the path prefix. */
  readonly url: string;
  /** Ends the server and its tasks; with `keepTasks` they run on, for a restart on the same `stateDir`. */
  stop(options?: { readonly keepTasks?: boolean }): Promise<void>;
}

/** A Marathon for one machine, whose tasks are real processes. Throws PortTaken. */
export async function startLocalMarathon(options: LocalMarathonOptions): Promise<LocalMarathon> {
  const {
    port = 0,
    host = '127.0.0.1',
    pathPrefix = '',
    launchDelayMs = 0,
    taskPorts = DEFAULT_TASK_PORTS,
  } = options;
  // Before any task is touched: another server may be at work on this state directory.
  if (port !== 0) await choosePort(host, port, 'Marathon');
  const scheduler = new Scheduler({
    stateDir: resolve(options.stateDir),
    launchDelayMs,
    taskPorts,
    die: options.die,
  });
  const server = await createHttpServer(scheduler, { pathPrefix, basicAuth: options.basicAuth });
  const address = await server.listen({ port, host }).catch((error: unknown) => {
    scheduler.timers.end();
    throw error;
  });
  return {
    url: `${address}${pathPrefix}`,
    stop: async ({ keepTasks = false } = {}) => {
      await server.close();
      await scheduler.stop({ keepTasks });
    },
  };
}
