import { describe, expect, it } from 'vitest';
import { endTimeoutMs } from '../../src/domain/end-bound.ts';

const MINUTE_MS = 60_000;
const app = (taskKillGracePeriodSeconds?: unknown) => ({
  id: '/shop',
  ...(taskKillGracePeriodSeconds === undefined ? {} : { taskKillGracePeriodSeconds }),
});

describe('the time in which tasks have to end', () => {
  it.each([
    ['ten minutes', undefined, undefined, 10],
    ['ten minutes with a short grace period', 60, 30, 10],
    ['beyond a long grace period of those that leave', 30, 1_200, 25],
    ['beyond a long grace period of those that come, for the way back', 1_200, 30, 25],
    ['ten minutes where the grace period is no number', '20m', null, 10],
    ['a day at most', 1e18, 30, 24 * 60],
  ])('is %s', (_, green, blue, minutes) => {
    const previous = { definition: app(blue), instances: 1 };
    expect(endTimeoutMs({ definition: app(green), previous })).toBe(minutes * MINUTE_MS);
  });

  it('is that of green where nobody served before', () => {
    expect(endTimeoutMs({ definition: app(1_200) })).toBe(25 * MINUTE_MS);
  });
});
