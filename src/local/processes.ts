import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its stdout and stderr are appended here. */
  readonly logFile: string;
  /** Resolves when the server answers; throws while it does not yet. */
  readonly ready: () => Promise<unknown>;
  readonly readyTimeoutMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopTimeoutMs: number;
}

export interface ServerProcess {
  readonly name: string;
  /** The server's own, and its process group's. */
  readonly pid: number;
  readonly running: () => boolean;
  /** SIGTERM, then SIGKILL after `stopTimeoutMs`; returns when the whole group is gone. Safe to repeat. */
  readonly stop: () => Promise<void>;
  /** SIGKILL at once, as an accident would; returns when the group is gone. */
  readonly kill: () => Promise<void>;
  /** Any signal, to the server alone. */
  readonly signal: (signal: NodeJS.Signals) => void;
}

/** Thrown when a server ended, or did not answer in time, before it was ready. */
export class ServerNotReady extends Error {
  override readonly name = 'ServerNotReady';

  constructor(what: string, logFile: string, lastLines: string, cause?: unknown) {
    super(
      `${what}. Its log is ${logFile}; the last lines are:\n${lastLines === '' ? '(nothing)' : lastLines}`,
      { cause },
    );
  }
}

/**
 * The server replaces the shell and so keeps its pid and process group. The shell leaves a guard behind that reads a pipe
 * held by this process: when this process is gone, however it ended, the pipe closes and the guard ends the group. It is no
 * child of the server: one that waits for its children before it ends would wait for the guard.
 */
const guardedShell = `
bound=$1; shift
exec 3<&0 </dev/null
( ( trap '' TERM INT HUP
  read -r _ <&3
  kill -s TERM -- "-$$"
  waited=0
  while [ $waited -lt $bound ] && kill -0 $$ 2>/dev/null; do sleep 1; waited=$((waited + 1)); done
  kill -s KILL -- "-$$"
) >/dev/null 2>&1 & )
exec "$@" 3<&-
`;

/** Starts a server and waits until it answers. Throws `ServerNotReady` otherwise, and then nothing is left running. */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const started = spawnGuarded(server);
  const untilMs = performance.now() + server.readyTimeoutMs;
  for (;;) {
    try {
      await server.ready();
      if (started.running()) return started;
    } catch (notYet) {
      if (started.running() && performance.now() > untilMs) {
        await started.kill();
        throw await notReady(
          server,
          `${server.name} did not answer within ${server.readyTimeoutMs} ms`,
          notYet,
        );
      }
    }
    if (!started.running()) throw await notReady(server, `${server.name} ended before it was ready`);
    await sleep(30);
  }
}

function spawnGuarded(server: ServerCommand): ServerProcess {
  mkdirSync(dirname(server.logFile), { recursive: true });
  const log = openSync(server.logFile, 'a');
  const guardBoundSeconds = String(Math.ceil(server.stopTimeoutMs / 1000));
  const args = ['-c', guardedShell, 'sh', guardBoundSeconds, server.command, ...server.args];
  // Files and not pipes for its output: it must not depend on this process being there to read.
  const shell = spawn('/bin/sh', args, {
    detached: true,
    stdio: ['pipe', log, log],
    env: { ...process.env, ...server.env },
    cwd: server.cwd,
  });
  closeSync(log);
  // Without a pid there is also this event, which would end the whole process if nobody listened.
  shell.once('error', () => undefined);
  const pid = shell.pid;
  if (pid === undefined) throw new ServerNotReady(`${server.name} could not be started`, server.logFile, '');
  return processOf(server, pid, shell);
}

function processOf(server: ServerCommand, pid: number, child: ChildProcess): ServerProcess {
  let running = true;
  const ended = (async () => {
    await once(child, 'exit');
    running = false;
    // The guard, and whatever the server left in its group.
    signalGroup(pid, 'SIGKILL');
  })();
  const end = async (first: NodeJS.Signals) => {
    if (running) signalGroup(pid, first);
    const bound = new AbortController();
    const late = sleep(server.stopTimeoutMs, undefined, { signal: bound.signal }).then(
      () => {
        signalGroup(pid, 'SIGKILL');
      },
      () => undefined,
    );
    await Promise.race([ended, late]);
    bound.abort();
    await ended;
  };
  return {
    name: server.name,
    pid,
    running: () => running,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    signal: (signal) => {
      if (running) process.kill(pid, signal);
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function notReady(server: ServerCommand, what: string, cause?: unknown): Promise<ServerNotReady> {
  const log = await readFile(server.logFile, 'utf8').catch(() => '');
  return new ServerNotReady(what, server.logFile, log.trimEnd().split('\n').slice(-12).join('\n'), cause);
}
