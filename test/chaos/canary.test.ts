import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import { eventually } from '../support/eventually.ts';
import { aCanary, aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld(['killed', 'silent', 'sticky', 'cutoff', 'promoted']);
}, 180_000);
afterAll(() => world.end());

async function stable(service: string, instances: number): Promise<void> {
  const spec = aSpec(service, { version: 'v1', instances, spec: { bake: { duration: '0s' } } });
  expect(await world.release(spec)).toMatchObject({ kind: 'released' });
}

const begin = (service: string, canary: Partial<CanarySpec>) =>
  world.start(aCanary(service, { version: 'v2' }, canary));

const urlOf = (service: string): string => world.stack.serviceUrls[service] ?? '';

describe('a canary', () => {
  it('whose worker dies between two failed measurements counts both', async () => {
    await stable('killed', 1);
    const handle = await begin('killed', {
      steps: [{ setWeight: 50 }, { pause: { duration: '1h' } }],
      checks: [{ name: 'bad', query: 'vector(1)', failWhen: '> 0', interval: '6s', failureLimit: 1 }],
    });
    const first = await world.until(handle, ({ checks = [] }) => checks[0]?.counters.failed === 1);
    await world.restartWorker();
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'check-failed' } });
    const [check] = outcome.checks ?? [];
    expect(check?.counters.failed).toBe(2);
    expect(check?.notPassed[0]?.at).toBe(first.checks?.[0]?.notPassed[0]?.at);
  });

  it('is neither let through nor sent back while Prometheus is dead, and goes on once it is there again', async () => {
    await stable('silent', 1);
    const load = await startLoad({ url: urlOf('silent'), ratePerSecond: 20 });
    const handle = await begin('silent', {
      steps: [{ setWeight: 50 }, { analysis: { checks: ['up'] } }],
      checks: [
        {
          name: 'up',
          query: 'vector(1)',
          passWhen: '> 0',
          interval: '500ms',
          count: 20,
          consecutiveErrorLimit: 1,
        },
      ],
    });
    await world.until(handle, ({ checks = [] }) => (checks[0]?.counters.successful ?? 0) > 0);
    await world.stack.prometheus.kill();
    const silent = await world.until(handle, ({ checks = [] }) => (checks[0]?.counters.error ?? 0) > 4);
    expect(silent.state).toBe('analysing');
    await world.stack.prometheus.start();
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'released' });
    expect(outcome.checks?.[0]).toMatchObject({ phase: 'successful', counters: { successful: 20 } });
  });

  it('that is aborted while Marathon is dead has no user left within seconds', async () => {
    await stable('cutoff', 1);
    const handle = await begin('cutoff', { steps: [{ setWeight: 50 }, { pause: {} }] });
    await world.until(handle, (it) => it.state === 'waiting-for-approval');
    await world.stack.marathon.kill();
    await handle.signal('abort');
    const seen = await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(urlOf('cutoff'))));
      const versions = await Promise.all(answers.map(async (it) => (await it.json()) as { version: string }));
      const on = new Set(versions.map((it) => it.version));
      if (on.has('v2')) throw new Error('somebody is still on v2');
      return [...on];
    }, 4_000);
    expect(seen).toEqual(['v1']);
    await world.stack.marathon.start();
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', removed: '/cutoff-b' });
  });

  it('that is promoted in the moment in which its worker dies goes on', async () => {
    await stable('promoted', 1);
    const handle = await begin('promoted', { steps: [{ setWeight: 50 }, { pause: {} }] });
    await world.until(handle, (it) => it.state === 'waiting-for-approval');
    await world.worker.kill();
    await handle.signal('promote');
    await world.restartWorker();
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('keeps each user on one version as its share and its size grow, and nobody goes back and forth', async () => {
    await stable('sticky', 3);
    const users = Array.from({ length: 120 }, (_, index) => `user-${String(index)}`);
    const seen = new Map(users.map((user): [string, string[]] => [user, []]));
    let over = false;
    const asking = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        while (!over) {
          for (const user of users.filter((_, index) => index % 4 === lane)) {
            const answer = await fetch(urlOf('sticky'), { headers: { 'x-user': user } });
            const { version } = (await answer.json()) as { version: string };
            const history = seen.get(user);
            if (history?.at(-1) !== version) history?.push(version);
          }
        }
      }),
    );
    const outcome = await world.outcomeOf(
      await begin('sticky', { weights: [5, 25, 50, 75], pause: '2s', sticky: { by: 'header' } }),
    );
    over = true;
    await asking;
    expect(outcome).toMatchObject({ kind: 'released' });
    expect([...seen.values()].filter((versions) => versions.join() !== 'v1,v2')).toEqual([]);
  });
});
