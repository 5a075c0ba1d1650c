import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Keeping } from '../../workflows/messages-keeper.ts';
import { handOverNow, keeperId, keeping, type KeeperInput } from '../../workflows/messages-keeper.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { readMap } from '../support/haproxy-map.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

/** For a busy machine, and a worker that has just been killed; what it takes is measured in docs/survival.md. */
const SERVED_WITHIN_MS = 15_000;

let world: World;
beforeAll(async () => {
  world = await aWorld(['kept', 'left', 'given', 'share']);
}, 180_000);
afterAll(() => world.end());

const noBake = { bake: { duration: '0s' } } as const;

const release = (service: string, version: string, instances = 2) =>
  world.release(aSpec(service, { version, instances, spec: noBake }));

const keeperOf = (service: string) => world.client.workflow.getHandle(keeperId('local', service));
const kept = (service: string) => keeperOf(service).query<Keeping>(keeping);

/** How each look of a keeper that a release has ended had heard of it: by Temporal's history, or by a heartbeat. */
async function endsOfTending(service: string): Promise<readonly string[]> {
  const { events } = await keeperOf(service).fetchHistory();
  const all = events ?? [];
  const looks = all.flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === 'tendPool' ? [eventId?.toString()] : [],
  );
  return all.flatMap(({ activityTaskCompletedEventAttributes, activityTaskCanceledEventAttributes }) => {
    const ended = activityTaskCompletedEventAttributes ?? activityTaskCanceledEventAttributes;
    if (!looks.includes(ended?.scheduledEventId?.toString())) return [];
    return [activityTaskCompletedEventAttributes ? 'told' : 'cancelled'];
  });
}

async function versionOf(service: string): Promise<string> {
  const answer = await fetch(world.stack.serviceUrls[service]!);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { version: string }).version;
}

/** Who answers, of so many requests. */
async function versionsOf(service: string, requests: number): Promise<ReadonlySet<string>> {
  return new Set(await Promise.all(Array.from({ length: requests }, () => versionOf(service))));
}

/** What HAProxy has of the service that is kept. */
async function poolOfKept(): Promise<{ readonly servers: number }> {
  const answer = await fetch(`${world.stack.haproxyStatsUrl}/;csv`);
  const lines = (await answer.text()).split('\n').map((line) => line.split(','));
  return {
    servers: lines.filter(
      ([proxy, server, ...rest]) =>
        /^kept_[ab]$/.test(proxy ?? '') && server?.startsWith('pacer_') === true && rest.includes('UP'),
    ).length,
  };
}

/** All tasks of an app die, and Marathon starts them anew on other ports. Resolves when they are healthy. */
async function comeBackElsewhere(appId: string): Promise<void> {
  const before = (await world.marathon.readApp(appId))?.tasks ?? [];
  for (const { id } of before)
    await fetch(`${world.stack.marathonUrl}/v2/apps${appId}/tasks/${id}`, { method: 'DELETE' });
  await eventually(async () => {
    const after = (await world.marathon.readApp(appId))?.tasks ?? [];
    expect(after).toHaveLength(before.length);
    for (const { id, health } of after) {
      expect(before.map((it) => it.id)).not.toContain(id);
      expect(health.kind).toBe('healthy');
    }
  }, 20_000);
}

describe('between releases', () => {
  beforeAll(async () => {
    expect(await release('kept', 'v1')).toMatchObject({ kind: 'released', serving: { appId: '/kept-a' } });
  });

  it('tasks that come back on other ports are served', async () => {
    expect(await kept('kept')).toMatchObject({ service: 'kept', task: { kind: 'keep' } });
    await comeBackElsewhere('/kept-a');
    await eventually(async () => {
      expect(await versionOf('kept')).toBe('v1');
    }, SERVED_WITHIN_MS);
  });

  it('an HAProxy that was killed gets its servers back, whichever worker is there', async () => {
    await world.restartWorker();
    await world.stack.haproxy.kill();
    await world.stack.haproxy.start();
    await eventually(async () => {
      expect(await versionOf('kept')).toBe('v1');
    }, SERVED_WITHIN_MS);
  });

  it('the next release takes the pool and gives it back, with little in the history of the keeper', async () => {
    expect(await release('kept', 'v2')).toMatchObject({ kind: 'released', serving: { appId: '/kept-b' } });
    await comeBackElsewhere('/kept-b');
    await eventually(async () => {
      expect(await versionOf('kept')).toBe('v2');
    }, SERVED_WITHIN_MS);
    const { historyLength } = await keeperOf('kept').describe();
    expect(historyLength).toBeLessThan(50);
    expect(await endsOfTending('kept')).toContain('told');
    const sides = [{ appId: '/kept-b', admit: 'all', withdrawn: [] }];
    expect(await kept('kept')).toMatchObject({ task: { kind: 'keep', intent: { sides } } });
  });

  it('an app that somebody scales stays so, and all of its tasks serve', async () => {
    const tasks = async () => (await world.marathon.readApp('/kept-b'))?.tasks.length;
    await world.marathon.setInstances('/kept-b', 3);
    await eventually(async () => {
      const { servers } = await poolOfKept();
      expect(servers).toBe(3);
    }, SERVED_WITHIN_MS);
    expect(await tasks()).toBe(3);
    await world.marathon.setInstances('/kept-b', 2);
    await eventually(async () => {
      expect(await tasks()).toBe(2);
      expect(await poolOfKept()).toEqual({ servers: 2 });
    }, SERVED_WITHIN_MS);
  });

  it('nobody else touches the pool while a release has it', async () => {
    const handle = await world.start(
      aSpec('kept', { version: 'v3', instances: 2, spec: { ...noBake, approval: 'after-first-batch' } }),
    );
    await world.until(handle, (now) => now.state === 'waiting-for-approval');
    expect(await kept('kept')).toMatchObject({
      task: { kind: 'stand-by', release: { workflowId: handle.workflowId } },
    });
    await handle.signal('abort');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', serving: { appId: '/kept-b' } });
    expect(await kept('kept')).toMatchObject({ task: { kind: 'keep' } });
    expect(await versionsOf('kept', 10)).toEqual(new Set(['v2']));
  });
});

describe('a first release that goes back', () => {
  it('leaves nothing to keep', async () => {
    const bad = aSpec('left', { version: 'v1', bad: 'never-healthy', instances: 1 });
    const outcome = await world.release({ ...bad, health: { timeout: '3s' } });
    expect(outcome).toMatchObject({ kind: 'rolled-back' });
    expect(await keeperOf('left').result()).toBe('nothing serves it');
  });
});

describe('a release that was terminated', () => {
  it('leaves its share, which is kept: of each version whatever comes back', async () => {
    await release('share', 'v1');
    const spec = aCanary('share', { version: 'v2', instances: 2 }, { weights: [25, 100], pause: '1h' });
    const handle = await world.start(spec);
    await world.until(handle, ({ state }) => state === 'observing');
    const map = await readMap(world.stack, 'share');
    await handle.terminate('a test');
    await eventually(async () => {
      expect(await kept('share')).toMatchObject({ task: { kind: 'keep' } });
    }, 20_000);
    await comeBackElsewhere('/share-a');
    await comeBackElsewhere('/share-b');
    await eventually(async () => {
      expect(await versionsOf('share', 40)).toEqual(new Set(['v1', 'v2']));
    }, SERVED_WITHIN_MS * 2);
    expect(await readMap(world.stack, 'share')).toBe(map);
    const next = await world.release(aSpec('share', { version: 'v3', instances: 2, spec: noBake }));
    expect(next).toMatchObject({ kind: 'released' });
    expect(await versionsOf('share', 10)).toEqual(new Set(['v3']));
  });
});

describe('a service that is handed over', () => {
  it('is left alone, and is kept again when somebody says so', async () => {
    await release('given', 'v1');
    const given = await keeperOf('given').executeUpdate(handOverNow, {
      args: [{ by: 'ann', reason: 'to ops' }],
    });
    expect(given).toMatchObject({ kind: 'hand-over', why: 'handed over by ann: to ops' });
    expect(await keeperOf('given').result()).toBe('handed over by ann: to ops');
    await world.stack.haproxy.kill();
    await world.stack.haproxy.start();
    await eventually(async () => {
      expect(await versionOf('share')).toBe('v3');
    }, 20_000);
    expect((await fetch(world.stack.serviceUrls['given']!)).status).toBe(503);
    const input: KeeperInput = { target: 'local', service: 'given' };
    await world.client.workflow.start('keeper', {
      workflowId: keeperId('local', 'given'),
      taskQueue: TASK_QUEUE,
      args: [input],
    });
    await eventually(async () => {
      expect(await versionOf('given')).toBe('v1');
    }, 10_000);
  });

  it('while a release runs, is not kept when that ends, and is by the next', async () => {
    const spec = aSpec('given', { version: 'v2', instances: 2, spec: { bake: { duration: '1h' } } });
    const handle = await world.start(spec);
    await world.until(handle, ({ state }) => state === 'baking');
    await keeperOf('given').executeUpdate(handOverNow, { args: [{}] });
    await keeperOf('given').result();
    await handle.signal('promote');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
    const { events } = await world.status(handle);
    expect(events.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('nobody keeps the pool of given'),
    );
    expect((await keeperOf('given').describe()).status.name).toBe('COMPLETED');
    expect(await release('given', 'v3')).toMatchObject({ kind: 'released' });
    expect(await kept('given')).toMatchObject({ task: { kind: 'keep' } });
  });
});
