import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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

describe('a task', () => {
  it('gets ports, labels, resources and the app env in its environment, its output in its sandbox', async () => {
    const stateDir = await temporaryDirectory();
    const { url } = await marathonForTest({ stateDir, taskPorts: { from: 23_000, to: 23_999 } });
    const { tasks, version } = await runApp(url, {
      id: '/env/shown',
      cmd: `env; echo problem >&2; ${SLEEP}`,
      cpus: 0.5,
      mem: 32,
      env: { GREETING: 'hello' },
      labels: { TEAM_NAME: 'blue' },
      portDefinitions: [{ port: 0, name: 'http-api' }, { port: 0 }],
    });
    const { id, host, ports } = tasks[0]!;
    const sandbox = join(stateDir, 'sandboxes', id);
    const lines = await eventually(async () => {
      const stderr = await readFile(join(sandbox, 'stderr'), 'utf8');
      expect(stderr).toBe('problem\n');
      return (await readFile(join(sandbox, 'stdout'), 'utf8')).split('\n');
    });
    expect(ports).toHaveLength(2);
    expect(ports.every((it) => it >= 23_000 && it <= 23_999)).toBe(true);
    expect(lines).toEqual(
      expect.arrayContaining([
        `PORT=${String(ports[0])}`,
        `PORT0=${String(ports[0])}`,
        `PORT1=${String(ports[1])}`,
        `PORTS=${ports.join(',')}`,
        `PORT_HTTP_API=${String(ports[0])}`,
        `HOST=${host}`,
        'MARATHON_APP_ID=/env/shown',
        `MARATHON_APP_VERSION=${version}`,
        'MARATHON_APP_RESOURCE_CPUS=0.5',
        'MARATHON_APP_RESOURCE_MEM=32.0',
        'MARATHON_APP_LABELS=TEAM_NAME',
        'MARATHON_APP_LABEL_TEAM_NAME=blue',
        `MESOS_TASK_ID=${id}`,
        'GREETING=hello',
      ]),
    );
  });

  it('runs args without a shell', async () => {
    const { url } = await marathonForTest();
    const app = await runApp(url, { id: '/args', args: ['sleep', '1000'] });
    expect(app.tasks[0]!.state).toBe('TASK_RUNNING');
  });

  it('fails with a message when there is nothing here that could run it', async () => {
    const { url } = await marathonForTest();
    await ask(`${url}/v2/apps`, 'POST', { id: '/image', container: { docker: { image: 'nginx' } } });
    await eventually(async () => {
      expect((await appOf(url, '/image')).lastTaskFailure?.message).toContain('no container engine');
    });
  });

  it('takes its whole process group with it', async () => {
    const stateDir = await temporaryDirectory();
    const { url } = await marathonForTest({ stateDir });
    const { tasks } = await runApp(url, { id: '/family', cmd: 'sleep 1000 & echo $!; wait' });
    const stdout = join(stateDir, 'sandboxes', tasks[0]!.id, 'stdout');
    const child = await eventually(async () => {
      const pid = Number(await readFile(stdout, 'utf8'));
      expect(await isAlive(pid)).toBe(true);
      return pid;
    });
    await ask(`${url}/v2/apps/family`, 'PUT', { instances: 0 });
    await settled(url, '/family', 0);
    await eventually(async () => {
      expect(await isAlive(child)).toBe(false);
    });
  });

  it('is launched after the launch delay, and shows in the queue until then', async () => {
    const { url } = await marathonForTest({ launchDelayMs: 1000 });
    const startedMs = performance.now();
    await ask(`${url}/v2/apps`, 'POST', { id: '/late', cmd: SLEEP });
    const { queue } = await ask<{ queue: { count: number; delay: { overdue: boolean } }[] }>(
      `${url}/v2/queue`,
    );
    expect(queue.map((it) => [it.count, it.delay.overdue])).toEqual([[1, true]]);
    expect((await appOf(url, '/late')).tasks).toEqual([]);
    await settled(url, '/late', 1);
    expect(performance.now() - startedMs).toBeGreaterThan(1000);
  });
});

describe('a COMMAND health check', () => {
  const check = {
    protocol: 'COMMAND',
    delaySeconds: 0,
    intervalSeconds: 1,
    gracePeriodSeconds: 0,
    timeoutSeconds: 2,
  };

  it('is healthy while the command exits with 0 in the sandbox of the task', async () => {
    const { url } = await marathonForTest();
    const app = await runApp(url, {
      id: '/good',
      cmd: `touch here; ${SLEEP}`,
      healthChecks: [{ ...check, command: { value: 'test -f here && test -n "$PORT0"' } }],
    });
    expect(app.tasksHealthy).toBe(1);
  });

  it('has the task killed and replaced at the last failure that is allowed', async () => {
    const { url } = await marathonForTest();
    await ask(`${url}/v2/apps`, 'POST', {
      id: '/bad',
      cmd: SLEEP,
      healthChecks: [{ ...check, maxConsecutiveFailures: 2, command: { value: 'exit 7' } }],
    });
    const app = await eventually(async () => {
      const read = await appOf(url, '/bad');
      expect(read.tasks[0]?.id).toMatch(/_app\.2$/);
      return read;
    });
    expect(app.lastTaskFailure?.message).toBe(
      'Task was killed since health check failed. Reason: Command exited with status 7',
    );
  });
});
