import { describe, expect, it } from 'vitest';
import { effectiveCount, nextDueMs } from '../../src/domain/analysis-schedule.ts';

describe('effectiveCount', () => {
  it.each([
    ['a count', { count: 3, intervalMs: 100 }, 3],
    ['no interval', {}, 1],
    ['a count of zero and no interval', { count: 0 }, 1],
    ['an interval', { intervalMs: 100 }, Infinity],
    ['a count of zero and an interval', { count: 0, intervalMs: 100 }, Infinity],
  ])('of %s', (_title, check, expected) => {
    expect(effectiveCount(check)).toBe(expected);
  });
});

describe('nextDueMs', () => {
  const minute = { initialDelayMs: 45_000, intervalMs: 60_000 };
  const second = { initialDelayMs: 0, intervalMs: 1_000 };
  const answered = true;
  const unanswered = false;

  it.each([
    ['first after the initial delay', minute, undefined, 45_000],
    ['first at once', second, undefined, 0],
    ['then on the grid', minute, { finishedMs: 45_020, answered }, 105_000],
    ['on the grid after a slow answer', minute, { finishedMs: 60_000, answered }, 105_000],
    ['on the grid after many', second, { finishedMs: 86_400_004, answered }, 86_401_000],
    ['not twice for one point', second, { finishedMs: 5_000, answered }, 6_000],
    ['leaves out what a slow answer covered', second, { finishedMs: 6_200, answered }, 7_000],
    ['makes up for nothing after a gap', second, { finishedMs: 100_300, answered }, 101_000],
    [
      'repeats an unanswered one after ten seconds',
      minute,
      { finishedMs: 46_000, answered: unanswered },
      56_000,
    ],
    ['but no later than planned', minute, { finishedMs: 100_000, answered: unanswered }, 105_000],
    ['on the grid, where that is closer', second, { finishedMs: 5_010, answered: unanswered }, 6_000],
    [
      'after ten seconds without an interval',
      { initialDelayMs: 0 },
      { finishedMs: 2_000, answered: unanswered },
      12_000,
    ],
  ])('%s', (_title, check, last, expected) => {
    expect(nextDueMs(check, last)).toBe(expected);
  });
});
