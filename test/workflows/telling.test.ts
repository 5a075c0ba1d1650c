import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/clients/secret.ts';
import type { Hook } from '../../src/domain/notifications.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';
import { eventually } from '../support/eventually.ts';
import {
  after,
  says,
  silence,
  startReceiver,
  status,
  type Answer,
  type Receiver,
} from '../support/receiver.ts';
import { aTellingWorld, type TellingWorld } from './support/telling-world.ts';
import type { Script } from './support/telling-workflows.ts';

const NAMES = Array.from({ length: 20 }, (_, index) => `contact-${index}`);
const unused = [...NAMES];

let receiver: Receiver;
let world: TellingWorld;

beforeAll(async () => {
  receiver = await startReceiver();
  const settings = (name: string) => ({
    format: 'generic' as const,
    url: new Secret(receiver.urlOf(name)),
    signingSecret: new Secret('hunter2'),
    timeoutMs: 2_000,
  });
  world = await aTellingWorld(Object.fromEntries(NAMES.map((name) => [name, settings(name)])));
});
afterAll(async () => {
  await world.stop();
  await receiver.stop();
});

/** A contact that no other test uses. */
function aContact(answer?: Answer): string {
  const name = unused.pop();
  if (name === undefined) throw new Error('more names are needed');
  if (answer !== undefined) receiver.answer(name, answer);
  return name;
}

const told = (name: string) => receiver.received(name).map((it) => it.body['event']);

function resultOf(handle: WorkflowHandle): Promise<readonly string[]> {
  return handle.result() as Promise<readonly string[]>;
}

async function run(script: Script): Promise<readonly string[]> {
  return resultOf(await world.begin(script));
}

async function until(handle: WorkflowHandle, state: ReleaseStatus['state']): Promise<void> {
  await eventually(async () => {
    expect((await handle.query<ReleaseStatus>('status')).state).toBe(state);
  });
}

describe('a release that tells', () => {
  it('has each event delivered, with what it is and where the release stood', async () => {
    const name = aContact();
    const handle = await world.begin({
      contacts: { notifications: [{ to: name, events: ['started', 'finished'] }] },
      acts: [{ tell: 'started' }, { tell: 'paused' }, { tell: 'finished' }],
    });
    await resultOf(handle);
    await eventually(() => {
      expect(told(name).toSorted()).toEqual(['finished', 'started']);
    });
    const started = receiver.received(name).find((it) => it.body['event'] === 'started');
    expect(started?.body).toMatchObject({
      version: 1,
      sequence: 1,
      service: 'shop',
      target: 'local',
      procedure: 'canary',
      state: 'starting',
      message: 'this is started',
      workflowId: handle.workflowId,
    });
    expect(started?.headers['pacer-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    const keys = receiver.received(name).map((it) => it.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });

  it('ends without waiting for those who do not answer; they are told when they do', async () => {
    let isBack = false;
    const down =
      (how: Answer): Answer =>
      (response, nth) => {
        (isBack ? status(200) : how)(response, nth);
      };
    const deaf = aContact(down(silence));
    const lost = aContact(down((it) => it.destroy()));
    const broken = aContact(down(status(500)));
    const well = aContact();
    const names = [deaf, lost, broken, well];
    const handle = await world.begin({
      contacts: { notifications: names.map((to) => ({ to })) },
      acts: [{ tell: 'finished' }],
    });
    await resultOf(handle);
    const delivery = await world.deliveryOf(handle, 1);
    expect((await delivery.describe()).status.name).toBe('RUNNING');
    await eventually(() => {
      for (const name of [deaf, lost, broken]) expect(told(name)).not.toEqual([]);
    });
    isBack = true;
    await delivery.result();
    for (const name of names) {
      expect(told(name)).toContain('finished');
      expect(new Set(receiver.received(name).map((it) => it.headers['idempotency-key'])).size).toBe(1);
    }
    expect(told(well)).toHaveLength(1);
  });

  it('that is terminated has told what it had begun to', async () => {
    const name = aContact(after(1, status(500), status(200)));
    const handle = await world.begin({
      contacts: { notifications: [{ to: name }] },
      acts: [{ tell: 'paused' }, 'wait'],
    });
    await eventually(() => {
      expect(told(name)).toEqual(['paused']);
    });
    await handle.terminate();
    await eventually(() => {
      expect(told(name)).toEqual(['paused', 'paused']);
    });
  });

  it('tells also while it is being aborted', async () => {
    const name = aContact();
    const handle = await world.begin({
      contacts: { notifications: [{ to: name }] },
      acts: ['wait', { tell: 'rolled-back' }],
    });
    await handle.signal('abort', { by: 'ann' });
    await resultOf(handle);
    await eventually(() => {
      expect(told(name)).toEqual(['rolled-back']);
    });
  });

  it('leaves neither address nor key in any history', async () => {
    const name = aContact(after(1, status(302, { location: '/x' }), says('hold', 'see hunter2')));
    const handle = await world.begin({
      contacts: {
        notifications: [{ to: name }],
        hooks: [{ at: 'pre-traffic', to: name, timeout: '5s', onFailure: 'hold' }],
      },
      acts: [{ tell: 'started' }, { ask: 'pre-traffic' }],
    });
    await until(handle, 'inconclusive');
    const delivery = await world.deliveryOf(handle, 1);
    await delivery.result();
    const kept = decoded((await world.history(handle)) + (await world.history(delivery)));
    expect(kept).toContain('see (hidden)');
    expect(kept).not.toMatch(/hunter2|127\.0\.0\.1/);
    await handle.terminate();
  });

  it('to nobody has a history without a trace of it', async () => {
    const handle = await world.begin({ contacts: {}, acts: [{ tell: 'started' }, { ask: 'pre-traffic' }] });
    expect(await resultOf(handle)).toEqual(['done', 'done']);
    const history = await world.history(handle);
    expect(history).not.toMatch(/ActivityTaskScheduled|ChildWorkflow|ACTIVITY_TASK_SCHEDULED|CHILD_WORKFLOW/);
  });

  it('is refused for a name that the worker does not know', async () => {
    const handle = await world.begin({ contacts: { notifications: [{ to: 'nobody' }] }, acts: [] });
    await expect(resultOf(handle)).rejects.toMatchObject({
      cause: {
        type: 'InvalidInput',
        message: expect.stringContaining('notifications[0].to: "nobody" is not one of') as string,
      },
    });
  });
});

describe('a release that asks', () => {
  const asking = (name: string, different: Partial<Hook> = {}, timeout = '10s'): Script => ({
    contacts: {
      hooks: [{ at: 'pre-traffic', to: name, timeout, onFailure: 'roll-back', ...different }],
    },
    acts: [{ ask: 'pre-traffic' }, { ask: 'pre-retire' }, { ask: 'pre-traffic' }],
  });

  it('goes on when the hook says go, and does not ask again', async () => {
    const name = aContact(says('go'));
    expect(await run(asking(name))).toEqual(['done', 'done', 'done']);
    expect(told(name)).toEqual(['pre-traffic']);
  });

  it('turns back when the hook says so', async () => {
    const name = aContact(says('roll-back', 'too slow'));
    const [went] = await run({ ...asking(name), acts: [{ ask: 'pre-traffic' }] });
    expect(went).toBe(`hook: ${name} says roll-back (pre-traffic): too slow`);
  });

  it.each<[Hook['onFailure'], (name: string) => string]>([
    ['go', () => 'done'],
    [
      'roll-back',
      (name) => `hook: ${name} gave no verdict (pre-traffic; onFailure: roll-back): "${name}" answered 503.`,
    ],
  ])('of one that gives no verdict, follows onFailure: %s', async (onFailure, expected) => {
    const name = aContact(status(503));
    const script = { ...asking(name, { onFailure }, '1s'), acts: [{ ask: 'pre-traffic' }] } as const;
    const [went] = await run(script);
    expect(went).toContain(expected(name));
  });

  it('holds when the hook says so; resume asks it again, promote goes on without it', async () => {
    const name = aContact(says('hold', 'freeze'));
    const handle = await world.begin(asking(name));
    await until(handle, 'inconclusive');
    expect(await handle.query<ReleaseStatus>('status')).toMatchObject({
      message: `${name} says hold (pre-traffic): freeze`,
    });
    await handle.signal('resume');
    await eventually(() => {
      expect(told(name)).toHaveLength(2);
    });
    await until(handle, 'inconclusive');
    await handle.signal('promote', { by: 'ann' });
    expect(await resultOf(handle)).toEqual(['done', 'done', 'done']);
    const keys = receiver.received(name).map((it) => it.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });

  it('is aborted in the middle of a question', async () => {
    const name = aContact(silence);
    const handle = await world.begin({ ...asking(name), acts: [{ ask: 'pre-traffic' }] });
    await eventually(() => {
      expect(told(name)).toHaveLength(1);
    });
    await handle.signal('abort');
    expect(await resultOf(handle)).toEqual(['cancelled: the workflow was cancelled']);
  });
});

/** Payloads are kept in base64. */
function decoded(history: string): string {
  const payloads = [...history.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString(),
  );
  return [history, ...payloads].join('\n');
}
