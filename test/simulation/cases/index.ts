import type { Schedule } from '../schedule.ts';

/** A schedule that once failed, by what it has shown. */
export interface Case {
  readonly title: string;
  readonly schedule: Schedule;
}

const plain: Schedule = {
  ...{ seed: 1, balancers: 1, blue: 3, procedure: 'blueGreen', spec: {}, green: { acts: 'good' } },
  ...{ sessionMs: 1_000, prometheus: 'good', moments: [], attempts: [], calls: [] },
};

export const cases: readonly Case[] = [
  { title: 'a release to which nothing happens', schedule: plain },
  {
    title: 'a worker that is killed in the middle, and workflows that are evicted after that',
    schedule: {
      ...plain,
      moments: [
        { atMs: 3_000, kind: 'kill-worker', downMs: 2_000 },
        { atMs: 9_000, kind: 'evict' },
      ],
    },
  },
  {
    title: 'a release that is terminated while both versions have users',
    schedule: { ...plain, moments: [{ atMs: 4_000, kind: 'terminate' }] },
  },
];
