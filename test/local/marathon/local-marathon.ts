import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  startLocalMarathon,
  type LocalMarathon,
  type LocalMarathonOptions,
} from '../../../src/local/marathon/server.ts';
import { eventually } from '../../support/eventually.ts';

export interface AppAnswer {
  readonly instances: number;
  readonly version: string;
  readonly tasks: readonly TaskAnswer[];
  readonly deployments: readonly { readonly id: string }[];
  readonly tasksRunning: number;
  readonly tasksHealthy: number;
  readonly tasksUnhealthy: number;
  readonly lastTaskFailure?: { readonly taskId: string; readonly message: string };
}

export interface TaskAnswer {
  readonly id: string;
  readonly host: string;
  readonly ports: readonly number[];
  readonly state: string;
}

/** A directory that goes when the test has finished. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'marathon-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A Marathon that ends, tasks and all, when the test has finished. */
export async function marathonForTest(options: Partial<LocalMarathonOptions> = {}): Promise<LocalMarathon> {
  const stateDir = options.stateDir ?? (await temporaryDirectory());
  const marathon = await startLocalMarathon({ ...options, stateDir });
  onTestFinished(() => marathon.stop());
  return marathon;
}

/** Asks for JSON; throws on anything but 2xx. */
export async function ask<T = unknown>(url: string, method = 'GET', body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${String(response.status)} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export async function appOf(url: string, id: string): Promise<AppAnswer> {
  const { app } = await ask<{ app: AppAnswer }>(`${url}/v2/apps${id}`);
  return app;
}

/** Makes an app and waits until its tasks run and its deployment is over. */
export async function runApp(
  url: string,
  app: { readonly id: string; readonly [field: string]: unknown },
): Promise<AppAnswer> {
  await ask(`${url}/v2/apps`, 'POST', { cpus: 0.01, mem: 16, ...app });
  return settled(url, app.id, typeof app['instances'] === 'number' ? app['instances'] : 1);
}

/** The app once so many tasks run and no deployment holds it. */
export function settled(url: string, id: string, running: number, timeoutMs?: number): Promise<AppAnswer> {
  return eventually(async () => {
    const app = await appOf(url, id);
    if (app.tasksRunning !== running || app.deployments.length > 0) throw new Error(JSON.stringify(app));
    return app;
  }, timeoutMs);
}

/** True while a process of that number is there and no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
