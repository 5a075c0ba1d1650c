import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMap } from '../support/haproxy-map.ts';
import { eventually } from '../support/eventually.ts';
import { says, silence, startReceiver, status, type Receiver } from '../support/receiver.ts';
import { aCanary, aSpec, type Wanted } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

let receiver: Receiver;
let world: World;

const NAMES = ['through', 'share', 'broken', 'asked', 'refused', 'deaf', 'unseen'];
const SERVICES = ['through', 'share', 'broken', 'asked', 'refused', 'deaf', 'unseen'];

beforeAll(async () => {
  receiver = await startReceiver();
  const env = NAMES.map((name) => [`PACER_NOTIFICATIONS__${name}__url`, receiver.urlOf(name)]);
  world = await aWorld(SERVICES, { env: Object.fromEntries(env) as Record<string, string> });
}, 180_000);
afterAll(async () => {
  await world.end();
  await receiver.stop();
});

async function serving(service: string, instances = 2): Promise<void> {
  const spec = aSpec(service, { version: 'v1', instances, spec: { bake: { duration: '0s' } } });
  expect(await world.release(spec)).toMatchObject({ kind: 'released' });
}

const spec = (service: string, different: Wanted['spec'], wanted: Partial<Wanted> = {}) =>
  aSpec(service, { version: 'v2', ...wanted, spec: { notifications: [service], ...different } });

/** What a contact was told, in the order in which it happened. */
function told(name: string): readonly unknown[] {
  return receiver
    .received(name)
    .map((it) => it.body)
    .toSorted((one, other) => Number(one['sequence']) - Number(other['sequence']))
    .map((it) => it['event']);
}

async function isTold(name: string, events: readonly string[]): Promise<void> {
  await eventually(() => {
    expect(told(name)).toEqual(events);
  });
}

describe('a release tells', () => {
  it('how it goes, from its start to its end', async () => {
    await serving('through');
    const handle = await world.start(
      spec('through', { approval: 'after-first-batch', batches: { size: 1 }, bake: { duration: '0s' } }),
    );
    await world.until(handle, (now) => now.state === 'waiting-for-approval');
    await handle.signal('pause', { by: 'ann' });
    await handle.signal('promote', { by: 'ann' });
    await world.outcomeOf(handle);
    await isTold('through', ['started', 'batch-done', 'gate-open', 'batch-done', 'finished']);
    const gate = receiver.received('through').find((it) => it.body['event'] === 'gate-open');
    expect(gate?.body).toMatchObject({
      state: 'waiting-for-approval',
      message: 'waits for "promote" after the first batch',
    });
    const lines = (gate?.body['commands'] as readonly { readonly line: string }[]).map((it) => it.line);
    expect(lines).toEqual(
      ['pause', 'promote', 'approve', 'reject', 'abort', 'undo'].map(
        (command) => `npx pacer ${command} through --target local`,
      ),
    );
    const end = receiver.received('through').find((it) => it.body['event'] === 'finished');
    expect(end?.body).toMatchObject({ outcome: { kind: 'released', serving: { appId: '/through-b' } } });
  });

  it('each share that a canary has', async () => {
    await serving('share', 1);
    const canary = aCanary(
      'share',
      { version: 'v2' },
      { weights: [50], pause: '0s', notifications: ['share'] },
    );
    await world.release(canary);
    await isTold('share', ['started', 'weight-changed', 'weight-changed', 'finished']);
    const shares = receiver.received('share').map((it) => it.body['weightPercent']);
    expect(shares.toSorted()).toEqual([100, 100, 50, undefined]); // nothing of a share when it starts
  });

  it('that it was turned back, and why', async () => {
    await serving('broken', 1);
    const checks = [{ name: 'tasks', query: 'count(up{app="{{app}}"})', max: 0 }];
    await world.release(spec('broken', { bake: { duration: '60s', interval: '1s', checks } }));
    await isTold('broken', ['started', 'batch-done', 'check-failed', 'rolled-back', 'finished']);
    const failed = receiver.received('broken').find((it) => it.body['event'] === 'check-failed');
    expect(failed?.body).toMatchObject({ cause: { kind: 'check-failed' } });
  });

  it('those who do not answer, without a word of it in the release', async () => {
    await serving('deaf', 1);
    receiver.answer('deaf', silence);
    expect(await world.release(spec('deaf', { bake: { duration: '0s' } }))).toMatchObject({
      kind: 'released',
    });
    expect(receiver.received('deaf').length).toBeGreaterThan(0);
  });
});

describe('a release asks', () => {
  it('before green has users and before blue leaves, once each', async () => {
    await serving('asked', 2);
    receiver.answer('asked', says('go'));
    const hooks = [
      { at: 'pre-traffic', to: 'asked' },
      { at: 'pre-retire', to: 'asked' },
    ] as const;
    const outcome = await world.release(
      spec('asked', { notifications: [], hooks: [...hooks], batches: { size: 1 }, bake: { duration: '0s' } }),
    );
    expect(outcome).toMatchObject({ kind: 'released' });
    expect(told('asked')).toEqual(['pre-traffic', 'pre-retire']);
  });

  it('and goes back when the hook has no answer, before anybody saw green', async () => {
    await serving('refused', 1);
    receiver.answer('refused', status(503));
    const hooks = [{ at: 'pre-traffic' as const, to: 'refused', timeout: '1s' }];
    const outcome = await world.release(spec('refused', { notifications: [], hooks }));
    expect(outcome).toMatchObject({ kind: 'rolled-back', exposureMs: 0, cause: { kind: 'hook' } });
    expect(outcome.cause?.message).toMatch(/^refused gave no verdict \(pre-traffic; onFailure: roll-back\)/);
    expect(outcome.serving).toEqual({ appId: '/refused-a', instances: 1 });
  });

  it('before a canary has its first user, who waits for the answer as well', async () => {
    await serving('unseen', 1);
    receiver.answer('unseen', says('hold'));
    const hooks = [{ at: 'pre-traffic' as const, to: 'unseen' }];
    const canary = aCanary('unseen', { version: 'v2' }, { steps: [{ setWeight: 50 }], hooks });
    const handle = await world.start(canary);
    await world.until(handle, (now) => now.state === 'inconclusive');
    // Over three seconds, in which whoever waits for the answer keeps the pool.
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, second) => {
        await sleep(second * 400);
        return (await fetch(world.stack.serviceUrls['unseen'] ?? '')).json();
      }),
    );
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ version: 'v1' }) as unknown));
    expect(await readMap(world.stack, 'unseen')).toBe('0');
    await handle.signal('abort');
    expect(await world.outcomeOf(handle)).toMatchObject({ kind: 'aborted', exposureMs: 0 });
  });

  it('nobody whom the worker does not know', async () => {
    const handle = await world.start(spec('through', { notifications: ['nobody'] }));
    await expect(world.outcomeOf(handle)).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
  });
});
