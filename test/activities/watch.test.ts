import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { watch } from '../../activities/watch.ts';

it('looks soon again after some failures, and after many as at other times', async () => {
  let looks = 0;
  await new MockActivityEnvironment().run(() =>
    watch({
      timeoutMs: 5_000,
      everyMs: 4_000,
      retryEveryMs: 100,
      initial: null,
      look: () => {
        looks += 1;
        return Promise.reject(new Error('nobody listens'));
      },
      onTimeout: () => undefined,
    }),
  );
  expect(looks).toBeGreaterThan(10);
  expect(looks).toBeLessThanOrEqual(23);
});

it('comes to the last problem when its time is over', async () => {
  const wait = {
    timeoutMs: 1,
    everyMs: 0,
    initial: null,
    look: () => Promise.reject(new Error('nobody listens')),
    onTimeout: (_: null, problem: string | undefined) => problem,
  };
  expect(await new MockActivityEnvironment().run(() => watch(wait))).toBe('nobody listens');
});
