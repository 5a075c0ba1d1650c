import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { choosePort } from '../../src/local/ports.ts';
import { eventually } from './eventually.ts';

export interface ExampleApp {
  readonly url: string;
  /** Resolves to the exit code; null when a signal ended it. */
  readonly exit: Promise<number | null>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly stop: () => Promise<void>;
}

/** The example app as a real process; resolves when it answers. */
export async function startExampleApp(env: Readonly<Record<string, string>> = {}): Promise<ExampleApp> {
  const port = await choosePort('127.0.0.1', 0, 'example app');
  const app = spawn(process.execPath, ['src/local/example-app.mjs'], {
    env: { PORT0: String(port), MESOS_TASK_ID: 'shop.1', ...env },
    stdio: 'ignore',
  });
  const exit = once(app, 'exit').then(([code]) => code as number | null);
  const url = `http://127.0.0.1:${String(port)}`;
  await eventually(() => fetch(`${url}/health`));
  return {
    url,
    exit,
    signal: (signal) => app.kill(signal),
    stop: async () => {
      app.kill('SIGKILL');
      await exit;
    },
  };
}
