import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notifyActivities } from '../../activities/notify.ts';
import { Secret } from '../../src/clients/secret.ts';
import { createContacts } from '../../src/worker/run-contacts.ts';
import { eventually } from '../support/eventually.ts';
import { aNotice } from '../support/notices.ts';
import { silence, startReceiver, status, type Receiver } from '../support/receiver.ts';

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());

function activitiesFor(...names: readonly string[]) {
  const settings = (name: string) => ({
    format: 'generic' as const,
    url: new Secret(receiver.urlOf(name)),
    timeoutMs: 10_000,
  });
  return notifyActivities(createContacts(Object.fromEntries(names.map((name) => [name, settings(name)]))));
}

/** What telling one contact once comes to: undefined, or what is thrown. */
function telling(
  activities: ReturnType<typeof activitiesFor>,
  to: string,
  env = new MockActivityEnvironment(),
) {
  return env
    .run(() => activities.tellContact({ to, notice: aNotice() }))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

describe('tellContact', () => {
  it('throws what is retried after the pause that the receiver wants, within bounds', async () => {
    receiver.answer('soon', status(503, { 'retry-after': '0' }));
    receiver.answer('late', status(503, { 'retry-after': '86400' }));
    receiver.answer('plain', status(503));
    const activities = activitiesFor('soon', 'late', 'plain');
    const failures = [];
    for (const name of ['soon', 'late', 'plain']) failures.push(await telling(activities, name));
    expect(failures).toMatchObject([
      { type: 'NoticeNotTaken', nonRetryable: false, nextRetryDelay: 1_000 },
      { type: 'NoticeNotTaken', nonRetryable: false, nextRetryDelay: 600_000 },
      { type: 'NoticeNotTaken', nonRetryable: false, nextRetryDelay: undefined },
    ]);
    expect(failures.every((it) => it instanceof ApplicationFailure && it.cause === undefined)).toBe(true);
  });

  it('is retried for a name that this worker does not know', async () => {
    expect(await telling(activitiesFor('ops'), 'pager')).toMatchObject({
      type: 'UnknownContact',
      nonRetryable: false,
      message: expect.stringContaining('"pager" is not one of the notifications') as string,
    });
  });

  it('leaves a contact that hangs alone after a few, and tells others meanwhile', async () => {
    receiver.answer('hung', silence);
    const activities = activitiesFor('hung', 'well');
    const env = new MockActivityEnvironment();
    const hanging = [1, 2, 3, 4].map(() => telling(activities, 'hung', env));
    await eventually(() => {
      expect(receiver.received('hung')).toHaveLength(4);
    });
    expect(await telling(activities, 'hung')).toMatchObject({ type: 'ContactBusy', nextRetryDelay: 2_000 });
    expect(await telling(activities, 'well')).toBeUndefined();
    expect(receiver.received('hung')).toHaveLength(4);
    env.cancel();
    await Promise.all(hanging);
    receiver.answer('hung', status(200));
    expect(await telling(activities, 'hung')).toBeUndefined();
  });
});
