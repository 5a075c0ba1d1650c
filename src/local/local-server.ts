import { startServer, type ServerCommand, type ServerProcess } from './processes.ts';

/** One server of the local stack. It keeps its address, its files and its log from one start to the next. */
export interface LocalServer {
  readonly name: string;
  /** Of the present or last process. */
  readonly pid: number;
  readonly running: () => boolean;
  /** Resolves when it answers; nothing to do when it runs. Throws `ServerNotReady`. */
  readonly start: () => Promise<void>;
  /** SIGTERM, then SIGKILL after a bound. */
  readonly stop: () => Promise<void>;
  /** SIGKILL at once, as an accident would. */
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

/** Starts it for the first time. Throws `ServerNotReady`. */
export async function startLocalServer(command: ServerCommand): Promise<LocalServer> {
  let present: ServerProcess = await startServer(command);
  const start = async () => {
    if (!present.running()) present = await startServer(command);
  };
  return {
    name: command.name,
    get pid() {
      return present.pid;
    },
    running: () => present.running(),
    start,
    stop: () => present.stop(),
    kill: () => present.kill(),
    restart: async () => {
      await present.stop();
      await start();
    },
    signal: (signal) => {
      present.signal(signal);
    },
  };
}
