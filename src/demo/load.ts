import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadMessage, LoadOrder, LoadSettings } from './load-messages.ts';
import type { LoadReport, LoadSnapshot } from './load-report.ts';

export interface Load {
  /** The latest, at most a fifth of a second old; undefined before the first answer. */
  readonly snapshot: () => LoadSnapshot | undefined;
  /** Sends no more, waits for what is under way (bounded by the request timeout), and ends the process. Safe to repeat. */
  readonly stop: () => Promise<LoadReport>;
}

/** Thrown when the load generator's process ended by itself: its figures are lost. */
export class LoadLost extends Error {
  override readonly name = 'LoadLost';

  constructor(code: number | null) {
    super(
      `The load generator ended with ${code === null ? 'a signal' : `code ${code}`} before it reported. Run it again.`,
    );
  }
}

/**
 * Starts sending requests to `url` from a process of its own, so that nothing here disturbs it. Never repeats a request.
 * Resolves when the first ones are on their way.
 */
export async function startLoad(settings: Pick<LoadSettings, 'url'> & Partial<LoadSettings>): Promise<Load> {
  const child = fork(fileURLToPath(new URL('./load-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const tell = (order: LoadOrder) => child.send(order);
  let snapshot: LoadSnapshot | undefined;
  let stopped: Promise<LoadReport> | undefined;
  child.on('message', (message: LoadMessage) => {
    if (message.kind === 'snapshot') snapshot = message.snapshot;
  });

  await nextMessage(child, 'ready');
  tell({ kind: 'start', settings: { ratePerSecond: 200, requestTimeoutMs: 10_000, ...settings } });
  const report = nextMessage(child, 'report').then((message) => message.report);
  // Told at stop() and not as an unhandled rejection before it.
  report.catch(() => undefined);
  return {
    snapshot: () => snapshot,
    stop: () => {
      if (!stopped) {
        if (child.connected) tell({ kind: 'stop' });
        stopped = report;
      }
      return stopped;
    },
  };
}

function nextMessage<Kind extends LoadMessage['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<LoadMessage, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: LoadMessage) => {
      if (isOf(message, kind)) resolve(message);
    });
    child.once('exit', (code) => {
      reject(new LoadLost(code));
    });
  });
}

function isOf<Kind extends LoadMessage['kind']>(
  message: LoadMessage,
  kind: Kind,
): message is Extract<LoadMessage, { kind: Kind }> {
  return message.kind === kind;
}
