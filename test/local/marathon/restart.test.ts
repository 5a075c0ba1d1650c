import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLocalMarathon } from '../../../src/local/marathon/server.ts';
import { eventually } from '../../support/eventually.ts';
import {
  appOf,
  ask,
  isAlive,
  marathonForTest,
  runApp,
  settled,
  temporaryDirectory,
} from './local-marathon.ts';

const SLEEP = 'exec sleep 1000';
const MAIN = join(import.meta.dirname, '../../../src/local/marathon/main.ts');

async function pidOf(stateDir: string, taskId: string): Promise<number> {
  const file = join(stateDir, 'sandboxes', taskId, 'process.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { pid: number }).pid;
}

describe('a restart on the same state directory', () => {
  it('keeps apps, versions and tasks with their ids when the tasks were left running', async () => {
    const stateDir = await temporaryDirectory();
    const first = await startLocalMarathon({ stateDir });
    const before = await runApp(first.url, { id: '/kept', cmd: SLEEP, instances: 2, labels: { A: 'b' } });
    await first.stop({ keepTasks: true });

    const second = await marathonForTest({ stateDir });
    const after = await appOf(second.url, '/kept');
    expect(after.tasks).toEqual(before.tasks);
    expect(after.version).toBe(before.version);
    const versions = await ask(`${second.url}/v2/apps/kept/versions`);
    expect(versions).toEqual({ versions: [before.version] });
  });

  it('kills a task that it has adopted when it is told to', async () => {
    const stateDir = await temporaryDirectory();
    const first = await startLocalMarathon({ stateDir });
    const { tasks } = await runApp(first.url, { id: '/adopted', cmd: SLEEP });
    const pid = await pidOf(stateDir, tasks[0]!.id);
    await first.stop({ keepTasks: true });

    const second = await marathonForTest({ stateDir });
    await ask(`${second.url}/v2/tasks/delete?scale=true`, 'POST', { ids: [tasks[0]!.id] });
    await settled(second.url, '/adopted', 0);
    expect(await isAlive(pid)).toBe(false);
  });

  it('replaces a task whose process ended meanwhile, as failed, under the same instance id', async () => {
    const stateDir = await temporaryDirectory();
    const first = await startLocalMarathon({ stateDir });
    const { tasks } = await runApp(first.url, { id: '/ended', cmd: SLEEP, backoffSeconds: 0 });
    const pid = await pidOf(stateDir, tasks[0]!.id);
    await first.stop({ keepTasks: true });
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      if (await isAlive(pid)) throw new Error(`${String(pid)} still runs`);
    });

    const second = await marathonForTest({ stateDir });
    const replaced = await eventually(async () => {
      const app = await settled(second.url, '/ended', 1);
      expect(app.tasks[0]!.id).toBe(tasks[0]!.id.replace(/1$/, '2'));
      return app;
    });
    expect(replaced.lastTaskFailure?.taskId).toBe(tasks[0]!.id);
  });

  it('takes a process with another start time for a stranger: neither adopts nor kills it', async () => {
    const stateDir = await temporaryDirectory();
    const first = await startLocalMarathon({ stateDir });
    const { tasks } = await runApp(first.url, { id: '/reused', cmd: SLEEP });
    const pid = await pidOf(stateDir, tasks[0]!.id);
    await first.stop({ keepTasks: true });
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    const file = join(stateDir, 'sandboxes', tasks[0]!.id, 'process.json');
    await writeFile(file, JSON.stringify({ pid, startTime: '1' }));

    const second = await marathonForTest({ stateDir });
    await eventually(async () => {
      expect((await appOf(second.url, '/reused')).lastTaskFailure?.taskId).toBe(tasks[0]!.id);
    });
    await ask(`${second.url}/v2/apps/reused`, 'DELETE');
    await eventually(async () => {
      expect(await ask(`${second.url}/v2/deployments`)).toEqual([]);
    });
    expect(await isAlive(pid)).toBe(true);
  });

  it('goes on with a deployment that was under way', async () => {
    const stateDir = await temporaryDirectory();
    const first = await startLocalMarathon({ stateDir, launchDelayMs: 60_000 });
    const { deployments } = await ask<{ deployments: unknown }>(`${first.url}/v2/apps`, 'POST', {
      id: '/under-way',
      cmd: SLEEP,
      instances: 2,
    });
    await first.stop({ keepTasks: true });

    const second = await marathonForTest({ stateDir });
    expect((await appOf(second.url, '/under-way')).deployments).toEqual(deployments);
    await settled(second.url, '/under-way', 2);
  });
});

describe('ending a server', () => {
  it('ends every process of its tasks, those that ignore SIGTERM too', async () => {
    const stateDir = await temporaryDirectory();
    const marathon = await startLocalMarathon({ stateDir });
    const stubborn = 'trap "" TERM; while :; do sleep 0.1; done';
    const apps = [
      await runApp(marathon.url, { id: '/gentle', cmd: SLEEP, instances: 2 }),
      await runApp(marathon.url, { id: '/stubborn', cmd: stubborn }),
    ];
    const pids = await Promise.all(apps.flatMap((it) => it.tasks).map((it) => pidOf(stateDir, it.id)));
    await marathon.stop();
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false, false]);
  });
});

describe('the server as a process of its own', () => {
  it('goes on after a kill -9 with the tasks that still run, and ends them on SIGTERM', async () => {
    const stateDir = await temporaryDirectory();
    const first = await startProcess(stateDir);
    const before = await runApp(first.url, { id: '/survivor', cmd: SLEEP, instances: 2 });
    const pids = await Promise.all(before.tasks.map((it) => pidOf(stateDir, it.id)));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true]);

    const second = await startProcess(stateDir);
    const after = await settled(second.url, '/survivor', 2);
    expect(after.tasks).toEqual(before.tasks);
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false]);
  });
});

async function startProcess(
  stateDir: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = ['--import', 'tsx', MAIN, '--port', '0', '--state-dir', stateDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}
