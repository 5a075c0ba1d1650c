import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import type { HealthCheck } from '../model/app-schema.ts';
import type { Instance, Task } from '../tasks/instance.ts';
import { taskEnv } from '../tasks/task-env.ts';
import type { ProbeResult } from './health-state.ts';
import { getOnce } from './http-probe.ts';

/** Checks a task once. Never throws. */
export async function probe(check: HealthCheck, instance: Instance, task: Task): Promise<ProbeResult> {
  const timeoutMs = check.timeoutSeconds * 1000;
  try {
    switch (check.protocol) {
      case 'HTTP':
      case 'HTTPS':
      case 'MESOS_HTTP':
      case 'MESOS_HTTPS':
        return await probeHttp(check, task, timeoutMs);
      case 'TCP':
      case 'MESOS_TCP':
        await connectOnce(task.host, portOf(check, task), timeoutMs);
        return { kind: 'success' };
      case 'COMMAND':
        return await probeCommand(check.command?.value ?? 'true', instance, task, timeoutMs);
    }
  } catch (error) {
    return { kind: 'failure', cause: error instanceof Error ? error.message : String(error) };
  }
}

async function probeHttp(check: HealthCheck, task: Task, timeoutMs: number): Promise<ProbeResult> {
  const scheme = check.protocol.endsWith('HTTPS') ? 'https' : 'http';
  const url = new URL(check.path ?? '/', `${scheme}://${task.host}:${String(portOf(check, task))}`);
  const { status, statusText } = await getOnce(url, timeoutMs);
  return status >= 200 && status < 400
    ? { kind: 'success' }
    : { kind: 'failure', cause: `${String(status)} ${statusText}` };
}

function portOf(check: HealthCheck, task: Task): number {
  const port = check.port ?? task.ports[check.portIndex ?? 0];
  if (port === undefined) throw new Error(`the task has no port ${String(check.portIndex)}`);
  return port;
}

function connectOnce(host: string, port: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => {
      socket.destroy(new Error(`no connection within ${String(timeoutMs)} ms`));
    });
    socket.once('error', reject);
  });
}

/** Runs where the task runs, with its environment; exit code 0 is success. */
function probeCommand(
  command: string,
  instance: Instance,
  task: Task,
  timeoutMs: number,
): Promise<ProbeResult> {
  const env = taskEnv(instance.spec, task, process.env);
  const options = { cwd: task.sandbox, env, timeout: timeoutMs, killSignal: 'SIGKILL' as const };
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], options, (error) => {
      if (error === null) resolve({ kind: 'success' });
      else if (error.killed)
        resolve({ kind: 'failure', cause: `Command timed out after ${String(timeoutMs)} ms` });
      else
        resolve({
          kind: 'failure',
          cause: `Command exited with status ${String(error.code ?? error.signal)}`,
        });
    });
  });
}
