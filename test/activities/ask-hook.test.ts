import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookInput } from '../../activities/ask-hook.ts';
import { notifyActivities } from '../../activities/notify.ts';
import { createContact } from '../../src/clients/hooks.ts';
import { Secret } from '../../src/clients/secret.ts';
import { eventually } from '../support/eventually.ts';
import { aNotice } from '../support/notices.ts';
import {
  after,
  says,
  silence,
  startReceiver,
  status,
  type Answer,
  type Receiver,
} from '../support/receiver.ts';

let receiver: Receiver;
let number = 0;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

interface Options {
  readonly timeoutMs?: number;
  readonly requestMs?: number;
  readonly env?: MockActivityEnvironment;
}

function ask(answer: Answer, { timeoutMs = 20_000, requestMs = 5_000, env }: Options = {}) {
  number += 1;
  const name = `hook-${number}`;
  receiver.answer(name, answer);
  const url = new Secret(receiver.urlOf(name));
  const contact = createContact(name, { format: 'generic', url, timeoutMs: requestMs });
  const activities = notifyActivities({ [name]: contact });
  const input = { to: name, notice: aNotice({ event: 'pre-traffic' }), timeoutMs };
  const asking = (env ?? new MockActivityEnvironment()).run((it: HookInput) => activities.askHook(it), input);
  return { name, asking, keys: () => receiver.received(name).map((it) => it.headers['idempotency-key']) };
}

describe('askHook', () => {
  it.each<[string, Answer]>([
    ['an error', status(503)],
    ['a lost answer', (it) => it.destroy()],
    ['an answer that is none', (it) => it.end('ok')],
    ['a redirect', status(307, { location: '/elsewhere' })],
  ])('asks again after %s, under the same key', async (_, wrong) => {
    const { asking, keys } = ask(after(1, wrong, says('hold', 'freeze')));
    expect(await asking).toEqual({ kind: 'answered', verdict: 'hold', reason: 'freeze' });
    expect(keys()).toHaveLength(2);
    expect(new Set(keys()).size).toBe(1);
  });

  it('waits for a slow answer', async () => {
    const slow: Answer = (response) => setTimeout(() => response.end(), 1_500);
    const { asking, keys } = ask(slow);
    expect(await asking).toEqual({ kind: 'answered', verdict: 'go' });
    expect(keys()).toHaveLength(1);
  });

  it('gives up after its time, and says why', async () => {
    const { asking, name } = ask(status(500), { timeoutMs: 1_200 });
    expect(await asking).toEqual({
      kind: 'unanswered',
      message: `"${name}" answered 500. Check it, and its entry under notifications in the worker's configuration`,
    });
  });

  it('gives up after its time, though a request may last longer', async () => {
    const { asking, name, keys } = ask(silence, { timeoutMs: 700, requestMs: 60_000 });
    expect(await asking).toEqual({ kind: 'unanswered', message: `"${name}" gave no answer` });
    expect(keys()).toHaveLength(1);
  });

  it('asks again when a request is not answered', async () => {
    const { asking, keys } = ask(after(1, silence, says('go')), { requestMs: 200 });
    expect(await asking).toEqual({ kind: 'answered', verdict: 'go' });
    expect(keys()).toHaveLength(2);
  });

  it('asks again no sooner than the hook wants', async () => {
    const { asking, keys } = ask(status(429, { 'retry-after': '60' }), { timeoutMs: 2_500 });
    expect(await asking).toMatchObject({ kind: 'unanswered' });
    expect(keys()).toHaveLength(1);
  });

  it('goes on with the time that is left when another worker takes over', async () => {
    const env = new MockActivityEnvironment({
      attempt: 2,
      heartbeatDetails: { watchedMs: 9_600, state: {}, sighting: { at: '', apps: [] } },
    });
    const startedMs = performance.now();
    const { asking } = ask(silence, { timeoutMs: 10_000, env });
    expect(await asking).toMatchObject({ kind: 'unanswered' });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it('ends at once when it is cancelled', async () => {
    const env = new MockActivityEnvironment();
    const { asking, name } = ask(silence, { env });
    const ended = asking.then(
      () => 'answered',
      (error: unknown) => (error as Error).name,
    );
    await eventually(() => {
      expect(receiver.received(name)).toHaveLength(1);
    });
    const cancelledMs = performance.now();
    env.cancel();
    expect(await ended).toBe('CancelledFailure');
    expect(performance.now() - cancelledMs).toBeLessThan(2_000);
  });

  it('waits for a worker that knows the name', async () => {
    const input = { to: 'nobody', notice: aNotice(), timeoutMs: 300 };
    const asking = new MockActivityEnvironment().run(
      (it: HookInput) => notifyActivities({}).askHook(it),
      input,
    );
    expect(await asking).toMatchObject({
      kind: 'unanswered',
      message: expect.stringContaining('"nobody" is not one of the notifications') as string,
    });
  });
});
