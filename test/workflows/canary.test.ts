import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import type { CanarySpec } from '../../src/domain/canary-spec.ts';
import { readMap, writeMap } from '../support/haproxy-map.ts';
import { aCanary, aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const services = [
  'through',
  'held',
  'sized',
  'dark',
  'open',
  'first',
  'aborted',
  'broken',
  'slow',
  'crash',
  'mute',
  'late',
  'doubt',
  'marked',
];
let world: World;
beforeAll(async () => {
  world = await aWorld(services);
}, 180_000);
afterAll(() => world.end());

async function stable(service: string, instances: number): Promise<void> {
  const spec = aSpec(service, { version: 'v1', instances, spec: { bake: { duration: '0s' } } });
  expect(await world.release(spec)).toMatchObject({ kind: 'released' });
}

const begin = (service: string, canary: Partial<CanarySpec>, wanted: Partial<Wanted> = {}) =>
  world.start(aCanary(service, { version: 'v2', ...wanted }, canary));

const urlOf = (service: string): string => world.stack.serviceUrls[service] ?? '';

async function version(service: string, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(urlOf(service), { headers });
  return ((await answer.json()) as { version: unknown }).version;
}

async function instancesOf(service: string): Promise<Record<string, number>> {
  const apps = (await world.marathon.listApps()).filter((app) => app.id.startsWith(`/${service}-`));
  return Object.fromEntries(apps.map((app) => [app.id, app.instances]));
}

/** Asked every half second, of the last few seconds. */
const errors = {
  check: 'success-rate',
  source: 'app',
  passWhen: '>= 0.9',
  interval: '500ms',
  window: '3s',
} as const;

describe('a canary', () => {
  it('goes on to everyone when nothing is wrong, and no request fails', async () => {
    await stable('through', 2);
    const load = await startLoad({ url: urlOf('through'), ratePerSecond: 60 });
    const handle = await begin('through', {
      steps: [
        { setWeight: 10 },
        { pause: { duration: '2s' } },
        { setWeight: 50 },
        { analysis: { checks: ['brief'] } },
      ],
      checks: [errors, { ...errors, name: 'brief', count: 2 }],
    });
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();

    expect(outcome).toMatchObject({ kind: 'released', removed: '/through-a', reachedWeight: 10_000 });
    expect(report.failures).toEqual([]);
    expect(await instancesOf('through')).toEqual({ '/through-b': 2 });
    expect(await readMap(world.stack, 'through')).toBe('10000');
    expect(
      outcome.steps.filter((it) => it.canaryStep !== undefined).map((it) => [it.title, it.state]),
    ).toEqual([
      ['setWeight 10 %', 'done'],
      ['pause 2s', 'done'],
      ['setWeight 50 %', 'done'],
      ['analysis brief', 'done'],
      ['setWeight 100 %', 'done'],
    ]);
    const phases = outcome.checks?.map(({ name, analysis, phase }) => [name, analysis, phase]);
    expect(phases).toContainEqual(['brief', 'step 4', 'successful']);
    expect(phases).toContainEqual(['success-rate', 'background', 'successful']);
  });

  it('waits in a pause without end until somebody promotes', async () => {
    await stable('held', 1);
    const handle = await begin('held', {
      steps: [{ setWeight: 50 }, { pause: {} }],
      checks: [{ name: 'up', query: 'vector(1)', passWhen: '> 0', interval: '200ms' }],
    });
    const now = await world.until(handle, (it) => it.state === 'waiting-for-approval');
    expect(now).toMatchObject({ procedure: 'canary', weight: 5_000, wait: { owner: 'operator' } });
    expect(await readMap(world.stack, 'held')).toBe('5000');
    const measured = await world.until(handle, ({ checks = [] }) => (checks[0]?.recent.length ?? 0) > 1);
    expect(measured.checks?.[0]).toMatchObject({ name: 'up', analysis: 'background', phase: 'running' });
    const refused = await handle.executeUpdate('resume').catch((error: unknown) => error as Error);
    expect((refused as { cause?: Error }).cause?.message).toContain(
      '"promote" (approve, and go on when that is enough)',
    );
    expect(await handle.executeUpdate('promote', { args: [{ by: 'ann' }] })).toEqual({
      command: 'promote',
      effect: 'approve, and go on when that is enough',
      state: 'waiting-for-approval',
    });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('has the tasks that its weight needs, or those that the spec asks for', async () => {
    await stable('sized', 4);
    const handle = await begin('sized', {
      steps: [
        { setWeight: 1 },
        { pause: {} },
        { setCanaryScale: { instances: 3 } },
        { pause: {} },
        { setCanaryScale: { matchTrafficWeight: true } },
        { setWeight: 50 },
        { pause: {} },
      ],
    });
    const sizes: unknown[] = [];
    for (const step of [2, 4, 7]) {
      await world.until(
        handle,
        (it) =>
          it.state === 'waiting-for-approval' &&
          it.steps.some((record) => record.canaryStep === step && record.state === 'running'),
      );
      sizes.push(await instancesOf('sized'));
      await handle.signal('promote');
    }
    expect(sizes).toEqual([
      { '/sized-a': 4, '/sized-b': 1 },
      { '/sized-a': 4, '/sized-b': 3 },
      { '/sized-a': 4, '/sized-b': 2 },
    ]);
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
    expect(await instancesOf('sized')).toEqual({ '/sized-b': 4 });
  });

  it('is reached at weight 0 by its route only, and by nobody once it is aborted', async () => {
    await stable('dark', 1);
    const match = [{ headerName: 'X-Canary', headerValue: { exact: 'yes' } }];
    const handle = await begin('dark', {
      steps: [{ setHeaderRoute: { name: 'testers', match } }, { pause: {} }],
    });
    await world.until(handle, (it) => it.state === 'waiting-for-approval');
    expect(await version('dark', { 'x-canary': 'yes' })).toBe('v2');
    expect(await version('dark', { 'x-canary': 'no' })).toBe('v1');
    expect(await version('dark')).toBe('v1');
    await handle.signal('abort');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', removed: '/dark-b' });
    expect(await version('dark', { 'x-canary': 'yes' })).toBe('v1');
    expect(await readMap(world.stack, 'dark')).toBe('0');
  });

  it('asks a person where a check is neither well nor bad', async () => {
    await stable('open', 1);
    const check = { name: 'open', query: 'vector(5)', passWhen: '> 9', failWhen: '< 1' };
    const handle = await begin('open', {
      steps: [{ setWeight: 50 }, { analysis: { checks: ['open'] } }],
      checks: [check],
    });
    await world.until(handle, (it) => it.state === 'inconclusive');
    await handle.signal('resume');
    const again = await world.until(
      handle,
      (it) =>
        it.state === 'inconclusive' && it.events.filter(({ text }) => text.includes('neither')).length > 1,
    );
    expect(again.message).toContain('"open"');
    await handle.signal('promote');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('is not let through before each check of the background has been measured', async () => {
    await stable('late', 1);
    const handle = await begin('late', {
      weights: [100],
      checks: [{ name: 'late', query: 'vector(1)', failWhen: '> 0', interval: '1s', initialDelay: '3s' }],
    });
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { check: { name: 'late' } } });
    expect(outcome.steps.filter((it) => it.step === 6 && it.direction === 'release')).toMatchObject([
      { state: 'skipped' },
    ]);
    expect(await instancesOf('late')).toEqual({ '/late-a': 1 });
  });

  it('stops before its next step where the background is open, and is not asked about it again', async () => {
    await stable('doubt', 1);
    const handle = await begin('doubt', {
      steps: [
        { setWeight: 10 },
        { pause: { duration: '2s' } },
        { setWeight: 50 },
        { pause: { duration: '2s' } },
      ],
      checks: [{ name: 'doubt', query: 'vector(5)', passWhen: '> 9', failWhen: '< 1', interval: '300ms' }],
    });
    const asked = await world.until(handle, (it) => it.state === 'inconclusive');
    expect(asked.weight).toBe(1_000);
    await handle.signal('promote', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released' });
    expect(outcome.checks?.[0]?.counters.inconclusive).toBeGreaterThan(3);
  });

  it('begins clean, whatever an earlier release has left in the map', async () => {
    await stable('marked', 1);
    // Turned back to the slot that is now the canary's.
    await writeMap(world.stack, 'marked', '10010000');
    const handle = await begin('marked', { steps: [{ setWeight: 10 }, { pause: {} }] });
    await world.until(handle, (it) => it.state === 'waiting-for-approval');
    expect(await readMap(world.stack, 'marked')).toBe('1000');
    await handle.signal('abort');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted' });
  });

  it('without a stable is a first release', async () => {
    const handle = await begin('first', { weights: [10], checks: [errors] }, { instances: 2 });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released', serving: { appId: '/first-a' } });
    expect(await version('first')).toBe('v2');
  });

  it('that is aborted sends everybody back before it goes, and no request fails', async () => {
    await stable('aborted', 2);
    const load = await startLoad({ url: urlOf('aborted'), ratePerSecond: 60 });
    const handle = await begin('aborted', { steps: [{ setWeight: 50 }, { pause: { duration: '1h' } }] });
    await world.until(handle, (it) => it.state === 'observing');
    await handle.signal('abort', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'aborted', reachedWeight: 5_000, serving: { instances: 2 } });
    expect(await instancesOf('aborted')).toEqual({ '/aborted-a': 2 });
  });
});

describe('a bad canary', () => {
  const steps: CanarySpec['steps'] = [{ setWeight: 30 }, { pause: { duration: '1h' } }];

  it('that answers 5xx after a while goes back, with the check, its value, its limit and its query', async () => {
    await stable('broken', 2);
    const load = await startLoad({ url: urlOf('broken'), ratePerSecond: 60 });
    const handle = await begin('broken', { steps, checks: [errors] }, { bad: 'errors:1,after:4' });
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();

    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      reachedWeight: 3_000,
      cause: { kind: 'check-failed', check: { name: 'success-rate', limit: 'passes when >= 0.9' } },
    });
    expect(outcome.cause?.check?.query).toContain('/broken-b');
    expect(outcome.checks?.find((it) => it.analysis === 'background')).toMatchObject({
      phase: 'failed',
      counters: { failed: 1 },
    });
    expect(report.failed).toBe(report.failedByVersion['v2']);
    expect(await instancesOf('broken')).toEqual({ '/broken-a': 2 });
    expect(await readMap(world.stack, 'broken')).toBe('0');
  });

  it('that is slower than stable goes back', async () => {
    await stable('slow', 1);
    const load = await startLoad({ url: urlOf('slow'), ratePerSecond: 60 });
    const latency = {
      check: 'latency',
      quantile: 0.5,
      vs: 'stable',
      compare: 'difference',
      failWhen: '> 0.1',
      interval: '500ms',
      window: '3s',
    } as const;
    const handle = await begin('slow', { steps, checks: [latency] }, { bad: 'slow:400' });
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { check: { name: 'latency', limit: 'difference to stable: fails when > 0.1' } },
    });
  });

  it('that crashes goes back', async () => {
    await stable('crash', 1);
    const handle = await begin('crash', { steps }, { bad: 'crash-after:3' });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'rolled-back' });
    expect(await version('crash')).toBe('v1');
  });

  it('that stops to report its metrics is held or goes back, as the check says', async () => {
    await stable('mute', 1);
    const load = await startLoad({ url: urlOf('mute'), ratePerSecond: 30 });
    const mute = { ...errors, initialDelay: '6s', onNoData: 'roll-back' } as const;
    const handle = await begin('mute', { steps, checks: [mute] }, { bad: 'no-metrics-after:8' });
    const outcome = await world.outcomeOf(handle);
    expect((await load.stop()).failures).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { check: { name: 'success-rate' } } });
  });
});
