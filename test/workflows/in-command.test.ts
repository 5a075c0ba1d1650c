import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../../src/demo/load.ts';
import type { commandUpdates, Remark } from '../../workflows/messages.ts';
import { readMap } from '../support/haproxy-map.ts';
import { aCanary, aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';

const services = [
  'two',
  'no',
  'late',
  'full',
  'until',
  'again',
  'seen',
  'kill',
  'slow',
  'warm',
  'tepid',
  'steps',
  'first',
  'never',
  'inside',
];
let world: World;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-command-'));
  world = await aWorld(services);
}, 180_000);
afterAll(async () => {
  await world.end();
  await rm(dir, { recursive: true, force: true });
});

async function serving(service: string, instances = 2): Promise<void> {
  const spec = aSpec(service, { version: 'v1', instances, spec: { bake: { duration: '0s' } } });
  expect(await world.release(spec)).toMatchObject({ kind: 'released' });
}

const v2 = (service: string, spec: Wanted['spec'], wanted: Partial<Wanted> = {}) =>
  aSpec(service, { version: 'v2', ...wanted, spec: { bake: { duration: '0s' }, ...spec } });

const isAtGate = (handle: WorkflowHandle, name: string) =>
  world.until(handle, (now) => now.state === 'waiting-for-approval' && now.gate?.name === name);

const say = (handle: WorkflowHandle, command: keyof typeof commandUpdates, remark: Remark = {}) =>
  handle.executeUpdate(command, { args: [remark] });

async function refusal(answer: Promise<unknown>): Promise<string> {
  const failure: unknown = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof WorkflowUpdateFailedError) return failure.cause?.message ?? failure.message;
  throw new Error('it was not refused', { cause: failure });
}

async function instancesOf(service: string): Promise<Record<string, number>> {
  const apps = await world.marathon.listApps();
  const own = apps.filter((app) => [`/${service}-a`, `/${service}-b`].includes(app.id));
  return Object.fromEntries(own.map((app) => [app.id, app.instances]));
}

describe('a gate', () => {
  it('takes two names of three, refuses others, and keeps every answer', async () => {
    await serving('two');
    const gates = [{ before: 'retire-blue', by: ['ann', 'bob', 'cyd'], approvals: 2 }];
    const handle = await world.start(v2('two', { gates }));
    const name = 'before retire-blue';
    const open = await isAtGate(handle, name);
    expect(open.gate).toMatchObject({ place: name, approvals: 2, by: ['ann', 'bob', 'cyd'], answers: [] });
    expect((await instancesOf('two'))['/two-a']).toBe(2);

    expect(await refusal(say(handle, 'approve', { by: 'eve' }))).toContain('eve may not answer');
    expect(await refusal(say(handle, 'approve', { gate: 'other', by: 'ann' }))).toContain(name);
    await say(handle, 'approve', { by: 'ann', reason: 'looks good' });
    expect(await refusal(say(handle, 'promote', { by: 'ann' }))).toContain('ann has approved already');
    await handle.signal('approve', { by: 'bob' });
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released', gates: [{ name, result: 'approved' }] });
    expect(outcome.gates?.[0]?.answers.map(({ by, refused }) => [by, refused !== undefined])).toEqual([
      ['eve', true],
      ['ann', true],
      ['ann', false],
      ['ann', true],
      ['bob', false],
    ]);
  });

  it('that is rejected leads back, with the name and the reason', async () => {
    await serving('no');
    const handle = await world.start(v2('no', { gates: [{ before: 'bake' }] }));
    await isAtGate(handle, 'before bake');
    await say(handle, 'reject', { by: 'ann', reason: 'not on a Friday' });
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'rolled-back',
      cause: {
        kind: 'gate',
        by: 'ann',
        message: 'the gate "before bake" is rejected by ann: not on a Friday',
      },
      gates: [{ result: 'rejected' }],
    });
    expect(await instancesOf('no')).toEqual({ '/no-a': 2 });
  });

  it('does at its deadline what the spec says', async () => {
    await serving('late', 1);
    const passed = { before: 'traffic', deadline: '1s', onDeadline: 'approve' } as const;
    const back = { before: 'remove-blue', deadline: '1s', onDeadline: 'roll-back' } as const;
    const outcome = await world.release(v2('late', { gates: [passed, back] }));
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'gate' } });
    expect(outcome.gates?.map((it) => it.result)).toEqual(['deadline-approved', 'deadline-rolled-back']);
  });

  it('and every later one is answered by a promote of the rest', async () => {
    await serving('full', 2);
    const gates = [
      { before: 'batches' },
      { before: 'promotion' },
      { before: 'remove-blue', by: ['ann', 'bob'] },
    ];
    const handle = await world.start(v2('full', { batches: { size: 1 }, gates }));
    await isAtGate(handle, 'before promotion');
    expect(await say(handle, 'promote', { by: 'cyd', full: true })).toMatchObject({ command: 'promote' });
    // A gate that names who may answer is not passed by anybody else.
    await isAtGate(handle, 'before remove-blue');
    await say(handle, 'approve', { by: 'bob' });
    const outcome = await world.outcomeOf(handle);
    expect(outcome.gates?.map((it) => [it.name, it.answers.map(({ by }) => by)])).toEqual([
      ['before promotion', ['cyd']],
      ['before batches', ['cyd']],
      ['before remove-blue', ['cyd', 'bob']],
    ]);
  });

  it('is where a release stops that was told to go so far', async () => {
    await serving('until', 3);
    const handle = await world.start(v2('until', { batches: { size: 1 }, until: 'batch 1' }));
    const open = await isAtGate(handle, 'until batch 1');
    expect(await instancesOf('until')).toEqual({ '/until-a': 2, '/until-b': 1 });
    expect(open.commands.map((it) => it.command)).toContain('approve');
    await say(handle, 'promote');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('stands before a step of a canary, too', async () => {
    await serving('steps', 2);
    const steps = [{ setWeight: 20 }, { setWeight: 50 }];
    const gates = [{ before: 'step 2' }, { before: 'promotion' }];
    const handle = await world.start(aCanary('steps', { version: 'v2' }, { steps, gates }));
    expect(await isAtGate(handle, 'before step 2')).toMatchObject({ weight: 2_000 });
    await say(handle, 'approve');
    expect(await isAtGate(handle, 'before promotion')).toMatchObject({ weight: 5_000 });
    await say(handle, 'approve');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });
});

describe('before users', () => {
  it('a gate holds a first canary, too, of which nobody has been served yet', async () => {
    const spec = aCanary('first', { version: 'v1' }, { weights: [50], gates: [{ before: 'traffic' }] });
    const handle = await world.start(spec);
    await isAtGate(handle, 'before traffic');
    expect((await fetch(world.stack.serviceUrls['first']!)).status).toBe(503);
    await say(handle, 'approve');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
    expect((await fetch(world.stack.serviceUrls['first']!)).status).toBe(200);
  });

  it('an abort ends a release with nothing begun', async () => {
    await serving('never', 1);
    const handle = await world.client.workflow.signalWithStart('blueGreen', {
      ...{ taskQueue: TASK_QUEUE, workflowId: 'never-begun', args: [v2('never', {})] },
      ...{ signal: 'abort', signalArgs: [{ by: 'ann' }] },
    });
    expect(await world.outcomeOf(handle)).toMatchObject({
      kind: 'aborted',
      cause: { kind: 'operator', by: 'ann' },
      steps: [],
    });
    expect(await instancesOf('never')).toEqual({ '/never-a': 1 });
  });
});

describe('a step that failed', () => {
  it('is not held where users have met what failed, though a gate stands inside of it', async () => {
    await serving('inside', 2);
    const rest = {
      steps: [{ setWeight: 50 }],
      gates: [{ before: 'promotion' }],
      onFailure: 'pause',
    } as const;
    const bad = { version: 'v2', bad: 'unhealthy-after:10' };
    const handle = await world.start(
      aCanary('inside', bad, { ...rest, steps: [...rest.steps], gates: [...rest.gates] }),
    );
    await isAtGate(handle, 'before promotion');
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'rolled-back', cause: { kind: 'unhealthy' } });
    expect(outcome.gates).toMatchObject([{ name: 'before promotion', result: 'left' }]);
  });

  it('is taken again once a person says so, where the spec says pause', async () => {
    await serving('again', 2);
    const mended = join(dir, 'mended');
    const spec = v2('again', { onFailure: 'pause', health: { timeout: '3s' } });
    const cmd = `while [ ! -e ${mended} ]; do sleep 0.1; done; ${String(spec.app['cmd'])}`;
    const handle = await world.start({ ...spec, app: { ...spec.app, cmd } });
    const held = await world.until(handle, (now) => now.state === 'step-failed');
    expect(held.commands.map((it) => it.command)).toEqual(['retry', 'abort']);
    expect(await refusal(say(handle, 'promote'))).toContain('"retry" (take the step again)');
    await writeFile(mended, '');
    await say(handle, 'retry', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    expect(outcome).toMatchObject({ kind: 'released' });
    expect(outcome.steps.filter((it) => it.state === 'failed').map((it) => it.step)).toEqual([3]);
  });

  it('leads back whatever the spec says when users have met it', async () => {
    await serving('seen', 1);
    const spec = v2('seen', { onFailure: 'pause', bake: { duration: '30s' } }, { bad: 'unhealthy-after:4' });
    expect(await world.release(spec)).toMatchObject({ kind: 'rolled-back', cause: { kind: 'unhealthy' } });
  });
});

describe('a wait', () => {
  it('for pending operations is ended by a skip', async () => {
    await serving('kill', 1);
    await world.release(v2('kill', {}, { workMs: 600_000 }));
    expect((await fetch(`${world.stack.serviceUrls['kill']!}/work`, { method: 'POST' })).status).toBe(202);
    const handle = await world.start(aSpec('kill', { version: 'v3', spec: { bake: { duration: '0s' } } }));
    await world.until(handle, (now) => now.state === 'draining');
    const effect = 'go on; tasks that are to end are killed with what they still do';
    expect(await say(handle, 'skip', { by: 'ann' })).toEqual({ command: 'skip', effect, state: 'draining' });
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'released' });
  });

  it('does not outlast the deadline of the whole release, which the outcome names', async () => {
    await serving('slow', 1);
    const spec = v2('slow', { deadlines: { release: '4s' }, bake: { duration: '1h' } });
    expect(await world.release(spec)).toMatchObject({
      kind: 'rolled-back',
      cause: { kind: 'deadline', deadline: 'deadlines.release' },
      serving: { appId: '/slow-a', instances: 1 },
    });
  });
});

describe('a warm blue', () => {
  it('has all of its tasks and no users while green bakes, and takes everybody back by the map', async () => {
    await serving('warm', 3);
    const load = await startLoad({ url: world.stack.serviceUrls['warm']!, ratePerSecond: 60 });
    const handle = await world.start(v2('warm', { bake: { duration: '1h', blue: 'warm' } }));
    await world.until(handle, (now) => now.state === 'baking');
    expect(await instancesOf('warm')).toEqual({ '/warm-a': 3, '/warm-b': 3 });
    expect(Number(await readMap(world.stack, 'warm')) % 100_000).toBe(10_000);
    await say(handle, 'undo', { by: 'ann' });
    const outcome = await world.outcomeOf(handle);
    const report = await load.stop();
    expect(outcome).toMatchObject({ kind: 'aborted', serving: { appId: '/warm-a', instances: 3 } });
    expect(report.failures).toEqual([]);
    expect(await instancesOf('warm')).toEqual({ '/warm-a': 3 });
  });

  it('is removed once the bake is over', async () => {
    await serving('tepid', 2);
    const load = await startLoad({ url: world.stack.serviceUrls['tepid']!, ratePerSecond: 60 });
    const outcome = await world.release(v2('tepid', { bake: { duration: '1s', blue: 'warm' } }));
    expect(outcome).toMatchObject({ kind: 'released', removed: '/tepid-a' });
    expect(outcome.steps.filter((it) => it.state !== 'done')).toEqual([]);
    expect((await load.stop()).failures).toEqual([]);
    expect(await instancesOf('tepid')).toEqual({ '/tepid-b': 2 });
  });
});
