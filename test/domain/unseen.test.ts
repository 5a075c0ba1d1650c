import { describe, expect, it } from 'vitest';
import { afterSight, type Sights } from '../../src/domain/unseen.ts';

describe('afterSight', () => {
  it.each<{ title: string; known: Sights; watchedMs: number; unseenMs: number | undefined }>([
    { title: 'the first look', known: {}, watchedMs: 0, unseenMs: undefined },
    { title: 'a look a second later', known: { seenAtMs: 9_000 }, watchedMs: 10_000, unseenMs: undefined },
    { title: 'a slow look', known: { seenAtMs: 9_000 }, watchedMs: 14_000, unseenMs: undefined },
    {
      title: 'a server that was out of reach',
      known: { seenAtMs: 9_000 },
      watchedMs: 49_000,
      unseenMs: 40_000,
    },
    { title: 'one that was so from the begin on', known: {}, watchedMs: 6_000, unseenMs: 6_000 },
    {
      title: 'a second time, after another',
      known: { seenAtMs: 50_000, unseenMs: 40_000 },
      watchedMs: 60_000,
      unseenMs: 50_000,
    },
  ])('counts $title', ({ known, watchedMs, unseenMs }) => {
    expect(afterSight(known, watchedMs)).toEqual({
      seenAtMs: watchedMs,
      ...(unseenMs === undefined ? {} : { unseenMs }),
    });
  });
});
