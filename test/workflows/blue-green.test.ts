import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import { eventually } from '../support/eventually.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

const services = [
  'load',
  'sick',
  'crash',
  'later',
  'watched',
  'fresh',
  'checked',
  'busy',
  'held',
  'two',
  'paused',
  'aborted',
  'early',
  'foreign',
  'plain',
];
let world: World;
beforeAll(async () => {
  world = await aWorld(services);
}, 180_000);
afterAll(() => world.end());

/** The apps of a service that Marathon has, with their instances. */
async function appsOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  return Object.fromEntries(
    apps.filter((app) => app.id.startsWith(`/${service}`)).map((app) => [app.id, app.instances]),
  );
}

/** Releases v1 of a service, so that there is something to replace. */
async function serving(service: string, instances = 2): Promise<void> {
  expect(
    await world.release(aSpec(service, { version: 'v1', instances, spec: { bake: { duration: '0s' } } })),
  ).toMatchObject({ kind: 'released' });
}

/** Runs `act` while users ask the service, and answers what they got. */
async function underLoad<T>(service: string, act: () => Promise<T>) {
  const load = await startLoad({ url: world.stack.serviceUrls[service]!, ratePerSecond: 60 });
  try {
    const result = await act();
    return { result, report: await load.stop() };
  } finally {
    await load.stop();
  }
}

/** What a workflow failed with. */
async function failureOf(result: Promise<unknown>): Promise<ApplicationFailure> {
  const failure: unknown = await result.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof WorkflowFailedError && failure.cause instanceof ApplicationFailure)
    return failure.cause;
  throw new Error('the workflow did not fail with an ApplicationFailure', { cause: failure });
}

describe('a release', () => {
  it('takes a service under load from blue to green without one failed request', async () => {
    const first = await world.release(aSpec('load', { version: 'v1', instances: 3 }));
    expect(first).toMatchObject({ kind: 'released', serving: { appId: '/load-a', instances: 3 } });
    const { result, report } = await underLoad('load', () => world.release(aSpec('load', { version: 'v2' })));

    expect(result).toMatchObject({
      kind: 'released',
      serving: { appId: '/load-b', instances: 3 },
      removed: '/load-a',
    });
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(100);
    expect(report.byVersion['v2']).toBeGreaterThan(0);
    expect(await appsOf('load')).toEqual({ '/load-b': 3 });
    expect(result.steps.filter((step) => step.state !== 'done')).toEqual([]);
  });

  it('goes back while green never becomes healthy, and names task, host and last failure', async () => {
    await serving('sick');
    const spec = aSpec('sick', { version: 'v2', bad: 'never-healthy', spec: { health: { timeout: '6s' } } });
    const { result, report } = await underLoad('sick', () => world.release(spec));
    expect(result).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: expect.stringMatching(/unhealthy|crash-loop/) as string },
      serving: { appId: '/sick-a', instances: 2 },
    });
    expect(result.cause?.taskId).toMatch(/^sick-b\.instance-/);
    expect(result.cause?.host).toBeTruthy();
    expect(result.cause?.lastFailure).toBeTruthy();
    expect(report.failures).toEqual([]);
    expect(report.byVersion['v2']).toBeUndefined();
    expect(await appsOf('sick')).toEqual({ '/sick-a': 2 });
  });

  it('gives up on a crash loop before the deadline', async () => {
    await serving('crash', 1);
    const outcome = await world.release(
      aSpec('crash', { version: 'v2', bad: 'crash-after:0', spec: { health: { timeout: '60s' } } }),
    );
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'crash-loop' },
      serving: { appId: '/crash-a', instances: 1 },
    });
    expect(outcome.durationMs).toBeLessThan(45_000);
  });

  it('goes back without a failed request when green turns unhealthy while blue still serves', async () => {
    await serving('later', 3);
    const spec = aSpec('later', {
      version: 'v2',
      bad: 'unhealthy-after:8',
      spec: { approval: 'after-first-batch' },
    });
    const { result, report } = await underLoad('later', () => world.release(spec));
    expect(result).toMatchObject({ kind: 'rolled-back', serving: { appId: '/later-a', instances: 3 } });
    expect(result.cause?.kind).toBe('unhealthy');
    expect(result.cause?.taskId).toMatch(/^later-b\.instance-/);
    expect(result.exposureMs).toBeGreaterThan(1_000);
    expect(report.failures).toEqual([]);
    expect(await appsOf('later')).toEqual({ '/later-a': 3 });
  });

  it('gets blue back when green turns unhealthy while it is watched', async () => {
    await serving('watched', 2);
    const spec = aSpec('watched', {
      version: 'v2',
      bad: 'unhealthy-after:12',
      spec: { bake: { duration: '1h' } },
    });
    const outcome = await world.release(spec);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'unhealthy' } });
    expect(await appsOf('watched')).toEqual({ '/watched-a': 2 });
  });

  it('of a service that nothing serves yet leaves nothing behind when it goes wrong', async () => {
    const spec = aSpec('fresh', {
      version: 'v1',
      bad: 'unhealthy-after:6',
      spec: { bake: { duration: '1h' } },
    });
    const outcome = await world.release(spec);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'unhealthy' }, removed: '/fresh-a' });
    expect(outcome.serving).toBeUndefined();
    expect(await appsOf('fresh')).toEqual({});
    expect(await world.release(aSpec('fresh', { version: 'v2' }))).toMatchObject({ kind: 'released' });
  });

  it('goes back when a Prometheus check fails during the bake, and names it', async () => {
    await serving('checked', 1);
    const checks = [{ name: 'tasks', query: 'count(up{app="{{app}}"})', max: 0 }];
    const outcome = await world.release(
      aSpec('checked', { version: 'v2', spec: { bake: { duration: '60s', interval: '1s', checks } } }),
    );
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'check-failed' },
      serving: { appId: '/checked-a', instances: 1 },
    });
    expect(outcome.cause?.message).toContain(
      'check "tasks" is 1, above its limit 0: count(up{app="/checked-b"})',
    );
  });

  it('is held by pending work, and goes back when that never ends', async () => {
    await serving('busy', 1);
    const url = world.stack.serviceUrls['busy']!;
    // Accepted work that outlasts the drain.
    await world.release(
      aSpec('busy', { version: 'v2', workMs: 600_000, spec: { bake: { duration: '0s' } } }),
    );
    expect((await fetch(`${url}/work`, { method: 'POST' })).status).toBe(202);
    const outcome = await world.release(aSpec('busy', { version: 'v3', spec: { drain: { timeout: '3s' } } }));
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'drain-timeout' },
      serving: { appId: '/busy-b', instances: 1 },
    });
    expect(outcome.cause?.message).toContain('1 pending operations');
    expect(await appsOf('busy')).toEqual({ '/busy-b': 1 });
  });

  it('waits for a person when the spec says so, and kills what still works when told to', async () => {
    await serving('held', 1);
    await world.release(
      aSpec('held', { version: 'v2', workMs: 600_000, spec: { bake: { duration: '0s' } } }),
    );
    expect((await fetch(`${world.stack.serviceUrls['held']!}/work`, { method: 'POST' })).status).toBe(202);
    const handle = await world.start(
      aSpec('held', { version: 'v3', spec: { drain: { timeout: '2s', onTimeout: 'pause' } } }),
    );
    const status = await world.until(handle, (now) => now.state === 'drain-overdue');
    expect(status.wait).toMatchObject({ owner: 'operator' });
    await handle.signal('promote', { by: 'ann' });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released', serving: { appId: '/held-a' } });
  });
});

describe('an operator', () => {
  it('pauses, resumes and promotes, with or without a remark', async () => {
    await serving('paused', 1);
    const handle = await world.start(
      aSpec('paused', { version: 'v2', spec: { approval: 'after-first-batch', bake: { duration: '1h' } } }),
    );
    await handle.signal('pause', { by: 'ann', reason: 'lunch' });
    const paused = await world.until(handle, (now) => now.state === 'paused');
    expect(paused.events.map((event) => event.text)).toContain('pause by ann: lunch');
    await handle.signal('resume');
    await world.until(handle, (now) => now.state === 'waiting-for-approval');
    await handle.signal('promote', null);
    await world.until(handle, (now) => now.state === 'baking');
    await handle.signal('promote');
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'released',
      serving: { appId: '/paused-b', instances: 1 },
    });
  });

  it('aborts at once, from the middle of a wait, and gets blue back as it was', async () => {
    await serving('aborted', 3);
    const { result, report } = await underLoad('aborted', async () => {
      const handle = await world.start(
        aSpec('aborted', { version: 'v2', spec: { bake: { duration: '1h' } } }),
      );
      await world.until(handle, (now) => now.state === 'baking');
      await handle.signal('abort', { by: 'ann', reason: 'too slow' });
      return await world.outcomeOf(handle);
    });
    expect(result).toMatchObject({
      kind: 'aborted',
      cause: { kind: 'operator', by: 'ann', message: 'abort by ann: too slow' },
      serving: { appId: '/aborted-a', instances: 3 },
    });
    expect(report.failures).toEqual([]);
    expect(await appsOf('aborted')).toEqual({ '/aborted-a': 3 });
  });

  it('cancels in Temporal like an abort', async () => {
    await serving('early', 1);
    const handle = await world.start(aSpec('early', { version: 'v2', spec: { bake: { duration: '1h' } } }));
    await world.until(handle, (now) => now.steps.some((step) => step.step === 3 && step.state === 'done'));
    await handle.cancel();
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', cause: { kind: 'cancelled' } });
    expect(await appsOf('early')).toEqual({ '/early-a': 1 });
  });

  it('is not disturbed by rubbish in a signal or a signal of an unknown name', async () => {
    const handle = await world.start(
      aSpec('plain', { version: 'v1', instances: 1, spec: { bake: { duration: '1h' } } }),
    );
    await world.until(handle, (now) => now.state === 'baking');
    await handle.signal('pause', 42, ['x'], null);
    await handle.signal('resume', { by: { not: 'text' }, reason: ['x'] });
    await handle.signal('no-such-signal', 'x');
    await eventually(async () => {
      expect((await world.status(handle)).events.map((event) => event.text)).toContain(
        'signal "no-such-signal" is not known and was ignored',
      );
    });
    await handle.signal('promote', 'looks good');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });
});

describe('a start', () => {
  it.each([
    ['no input', undefined, 'spec: (absent) is no spec'],
    ['an unknown field', { ...aSpec('x', { version: 'v1' }), drains: {} }, 'drains'],
    [
      'an unknown target',
      { ...aSpec('x', { version: 'v1' }), target: 'moon' },
      'target: "moon" is not in the worker\'s configuration (it has: local)',
    ],
    ['a URL', { ...aSpec('x', { version: 'v1' }), marathonUrl: 'http://x' }, 'marathonUrl'],
  ])('with %s fails at once and says why', async (_title, input, message) => {
    const failure = await failureOf((await world.start(input)).result());
    expect(failure.type).toBe('InvalidInput');
    expect(failure.message).toContain(message);
  });

  it('of a second release fails at once and names the first, whatever its id', async () => {
    await serving('two', 1);
    const first = await world.start(aSpec('two', { version: 'v2', spec: { bake: { duration: '1h' } } }));
    await world.until(first, (now) => now.state !== 'starting');
    const failure = await failureOf((await world.start(aSpec('two', { version: 'v3' }))).result());
    expect(failure.type).toBe('ReleaseInProgress');
    expect(failure.message).toContain(first.workflowId);
    await world.until(first, (now) => now.state === 'baking');
    await first.signal('promote');
    await world.outcomeOf(first);
  });

  it('works at once after a release was terminated, whose lock does not outlive it', async () => {
    await serving('foreign', 1);
    const handle = await world.start(
      aSpec('foreign', { version: 'v2', spec: { approval: 'after-first-batch' } }),
    );
    await world.until(handle, (now) => now.state === 'waiting-for-approval');
    await handle.terminate('a test');
    // What the terminated one had begun is turned back before anything else (test/chaos/adopt.test.ts).
    const refused = aSpec('foreign', { version: 'v3', spec: { adopt: 'refuse' } });
    const failure = await failureOf((await world.start(refused)).result());
    expect(failure.message).toContain('adopt: "refuse" lets nothing begin: /foreign-');
  });
});
