import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/outcome.ts';
import { eventually } from './eventually.ts';
import { sayToHaproxy } from './observer-haproxy.ts';
import { observe } from './observer.ts';
import { taskProcesses } from './observer-processes.ts';
import { aSpec } from './specs.ts';
import { aWorld, type World } from './world.ts';

const SERVICE = 'shop';
let world: World;
let good: Outcome;
beforeAll(async () => {
  world = await aWorld([SERVICE]);
  const spec = aSpec(SERVICE, { version: 'v1', instances: 2, spec: { bake: { duration: '0s' } } });
  good = await world.release(spec);
}, 180_000);
afterAll(() => world.end());

const say = (line: string) => sayToHaproxy(world.stack.haproxySocket, line, 2_000);
const map = () =>
  `${world.stack.haproxySocket.slice(0, world.stack.haproxySocket.lastIndexOf('/'))}/pacer.map`;
async function serversOfB(): Promise<readonly (readonly string[])[]> {
  const stat = await say('show stat shop_b 4 -1');
  return stat
    .trim()
    .split('\n')
    .map((it) => it.split(','));
}

async function busyServer(): Promise<string | undefined> {
  return (await serversOfB()).find(([, , , , current]) => Number(current) > 0)?.[1];
}

/** One that answers somebody, stopped first: whoever asks it then never has an answer. Until another serves instead. */
async function killOneTask(): Promise<void> {
  const killed = await eventually(async () => {
    const busy = await busyServer();
    const processes = await taskProcesses(world.stack.dir, SERVICE);
    const pid = processes.find((it) => busy?.includes(it.taskId) === true)?.pid;
    if (pid === undefined) throw new Error('nobody asks yet');
    process.kill(pid, 'SIGSTOP');
    const isStillBusy = (await busyServer()) === busy;
    process.kill(pid, isStillBusy ? 'SIGKILL' : 'SIGCONT');
    if (!isStillBusy) throw new Error('it had just answered');
    return busy;
  });
  await eventually(async () => {
    const serving = (await serversOfB()).filter(
      ([, name, ...rest]) => name !== killed && rest.includes('UP'),
    );
    expect(serving).toHaveLength(2);
  }, 20_000);
}

describe('the observer', () => {
  it('finds nothing wrong with a release that goes well, and sees all kinds of users', async () => {
    const observer = await observe({ world, service: SERVICE, floor: 2 });
    good = await world.release(aSpec(SERVICE, { version: 'v2', spec: { bake: { duration: '0s' } } }));
    const { violations, requests, samples, lowestHealthy } = await observer.end(good);
    expect(violations).toEqual([]);
    expect(requests).toBeGreaterThan(50);
    expect(samples).toBeGreaterThan(10);
    expect(lowestHealthy).toBe(2);
    expect(await observer.nextReleaseStarts()).toEqual([]);
  });

  it('sees all that is left where it should not be, and an outcome that says what is not so', async () => {
    await world.worker.kill(); // or it would tidy up
    expect(await say(`add server shop_a/stray 127.0.0.1:9`)).toContain('New server registered');
    await say(`add map ${map()} shop:header:x-canary=on 2`);
    await say(`set map ${map()} ${SERVICE} 0`);
    const stray = spawn('sleep', ['60'], {
      cwd: `${world.stack.dir}/marathon`,
      env: { MARATHON_APP_ID: '/shop-a', MESOS_TASK_ID: 'stray' },
    });
    const lock = await world.client.workflow.start('serviceLock', {
      taskQueue: 'pacer',
      workflowId: `pacer/service/local/${SERVICE}`,
    });
    try {
      const observer = await observe({ world, service: SERVICE, floor: 0 });
      const lies: Outcome = { ...good, serving: { appId: '/shop-a', instances: 7 }, removed: '/shop-b' };
      const { violations } = await observer.end(lies);
      expect(violations).toEqual([
        'lock: pacer/service/local/shop runs, and no release does',
        'end: slots b serve, the map gives b 0',
        "orphan: HAProxy's server a/stray at 127.0.0.1:9 is of no task",
        expect.stringContaining('runs stray, which Marathon does not have'),
        'orphan: the map has an entry shop:header:x-canary=on',
        expect.stringContaining('truth: the outcome says /shop-a serves with 7 instances'),
        'truth: the outcome says /shop-b is removed, and it is there',
        'truth: the outcome says released, and /shop-b serves as before',
      ]);
      await world.restartWorker();
      expect(await observer.nextReleaseStarts()).toEqual([
        expect.stringContaining('next: the next release does not start'),
      ]);
    } finally {
      stray.kill();
      await lock.terminate();
    }
  });

  it('sees a second version, a request that fails, and too few healthy tasks', async () => {
    await say(`set map ${map()} ${SERVICE} 10000`);
    const url = `${world.stack.marathonUrl}/v2/apps`;
    const body = JSON.stringify({ id: '/shop-a', cmd: 'sleep 60', instances: 0, cpus: 0.1, mem: 32 });
    await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const observer = await observe({ world, service: SERVICE, floor: 2 });
    await killOneTask();
    const { violations, failed, lowestHealthy } = await observer.end(good);
    expect(failed).toBeGreaterThan(0);
    expect(violations.filter((it) => it.startsWith('user: '))).toHaveLength(failed);
    expect(violations).toContainEqual(expect.stringMatching(/capacity: 1 healthy tasks .* the floor is 2/));
    expect(violations).toContainEqual(expect.stringContaining('end: more than one version is left'));
    expect(lowestHealthy).toBe(1);
  });
});
