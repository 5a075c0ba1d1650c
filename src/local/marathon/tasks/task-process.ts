import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { timestamp } from '../clock.ts';
import type { AppSpec } from '../model/app-spec.ts';
import { taskEnv } from './task-env.ts';
import type { Task } from './instance.ts';

/** A process by more than its number: a pid that the system has given away again has another start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine started, field 22 of /proc/PID/stat. */
  readonly startTime: string;
  /** ISO-8601 UTC. */
  readonly startedAt: string;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const STOP_GRACE_MS = 3000;
const STOP_POLL_MS = 20;

/**
 * Starts a task's command in its own process group, output in files of its sandbox, so that it outlives this server.
 * The identity is on disk before this returns. Throws when there is nothing to run or it cannot be run.
 */
export function startTaskProcess(
  app: AppSpec,
  task: Task,
  onEnd: (end: ProcessEnd) => void,
): Promise<ProcessIdentity> {
  mkdirSync(task.sandbox, { recursive: true });
  const [file, args] = commandOf(app);
  const stdout = openSync(join(task.sandbox, 'stdout'), 'a');
  const stderr = openSync(join(task.sandbox, 'stderr'), 'a');
  const env = taskEnv(app, task, process.env);
  const child = spawn(file, args, {
    detached: true,
    cwd: task.sandbox,
    env,
    stdio: ['ignore', stdout, stderr],
  });
  closeSync(stdout);
  closeSync(stderr);
  child.unref();
  const { pid } = child;
  if (pid !== undefined) {
    const identity = { pid, startTime: startTimeOf(pid) ?? '', startedAt: timestamp() };
    writeIdentity(task.sandbox, identity);
    child.once('exit', (code, signal) => {
      endLeftovers(pid);
      onEnd({ code, signal });
    });
    return Promise.resolve(identity);
  }
  return new Promise((_, reject) => {
    child.once('error', reject);
  });
}

function commandOf(app: AppSpec): [string, readonly string[]] {
  if (app.cmd !== undefined) return ['/bin/sh', ['-c', app.cmd]];
  const [file, ...args] = app.args ?? [];
  if (file === undefined)
    throw new Error('Only apps with cmd or args can run here: there is no container engine.');
  return [file, args];
}

/** The identity that `startTaskProcess` left in a sandbox; undefined when no process was started there. */
export function identityIn(sandbox: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(join(sandbox, 'process.json'), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function writeIdentity(sandbox: string, identity: ProcessIdentity): void {
  const file = join(sandbox, 'process.json');
  writeFileSync(`${file}.new`, JSON.stringify(identity));
  renameSync(`${file}.new`, file);
}

/** True while this very process runs; a zombie does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}

/** Signals the whole group of a process that is still the one it was. */
export function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  trySignal(-identity.pid, signal);
}

/** SIGTERM, then SIGKILL after 3 s; resolves when the process is gone. */
export async function endGroup(identity: ProcessIdentity): Promise<void> {
  signalGroup(identity, 'SIGTERM');
  const killAtMs = performance.now() + STOP_GRACE_MS;
  while (isRunning(identity)) {
    if (performance.now() > killAtMs) signalGroup(identity, 'SIGKILL');
    await sleep(STOP_POLL_MS);
  }
  endLeftovers(identity.pid);
}

/** What a task leaves in its group when its first process is gone goes with it. */
export function endLeftovers(pid: number): void {
  trySignal(-pid, 'SIGKILL');
}

function trySignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function startTimeOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the name in brackets, which may itself hold spaces and brackets.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : fields[18];
}
