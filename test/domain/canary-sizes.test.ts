import { describe, expect, it } from 'vitest';
import { sizeProblems } from '../../src/domain/canary-size-problems.ts';
import { sizesOfCanary } from '../../src/domain/canary-sizes.ts';
import { aCanary, problemsOf, ratio } from './canary-input.ts';
import { checked, planned } from './canary-planned.ts';
import { anApp } from './spec-input.ts';

const app = anApp({ instances: 10 });
const grows = [{ setWeight: 5 }, { setCanaryScale: { percent: 50 } }, { setWeight: 20 }, { setWeight: 80 }];
const shrinks = [...grows.slice(0, 3), { setCanaryScale: { matchTrafficWeight: true } }, { setWeight: 50 }];
const tooLarge = [{ setCanaryScale: { instances: 12 } }, { setWeight: 50 }];

describe('the size of a canary', () => {
  it.each([
    ['as its weight needs', [{ setWeight: 0 }, { setWeight: 1 }, { setWeight: 25 }], [1, 1, 3, 10]],
    ['as the spec asks for', shrinks, [1, 5, 5, 2, 5, 10]],
    ['at 100 % as at the end', tooLarge, [12, 12, 10]],
    ['as before a pause', [{ setWeight: 50 }, { pause: {} }], [5, 5, 10]],
  ])('is %s', (_, steps, sizes) => {
    expect(sizesOfCanary(planned({ app, steps }).steps, 10)).toEqual(sizes);
  });
});

describe('a canary that shrinks', () => {
  const restarts = { check: 'restarts' };
  const sick = { check: 'unhealthy-tasks' };

  it.each([
    [
      'beside restarts',
      shrinks,
      [restarts],
      'steps[3]: {"setCanaryScale":{"matchTrafficWeight":true}} lets the canary shrink, from 5 to 2 tasks at step 4, and the check "restarts" would count those as failed. Let it only grow, or say dryRun: true in the check',
    ],
    [
      'at 100 %',
      tooLarge,
      [{ ...restarts, source: 'haproxy', name: 'ended' }],
      'steps[0]: {"setCanaryScale":{"instances":12}} lets the canary shrink, from 12 to 10 tasks at step 3, and the check "ended"',
    ],
    ['beside unhealthy-tasks', shrinks, [sick], 'measure the check with source: haproxy, or say dryRun'],
    [
      'before an analysis',
      [...shrinks, { analysis: { checks: ['restarts'] } }],
      [restarts],
      'steps[3]: {"setCanaryScale"',
    ],
  ])('%s is refused', (_, steps, checks, expected) => {
    expect(problemsOf(aCanary({ app, steps, checks }))).toContain(expected);
  });

  it.each([
    ['only grows', grows, [restarts, sick]],
    ['has no such check', shrinks, [ratio]],
    ['has one as a dry run', shrinks, [{ ...restarts, dryRun: true }]],
    ['has servers of HAProxy that are down counted', shrinks, [{ ...sick, source: 'haproxy' }]],
    ['had one before', [{ analysis: { checks: ['restarts'] } }, ...shrinks], [restarts]],
  ])('is taken where it %s', (_, steps, checks) => {
    expect(problemsOf(aCanary({ app, steps, checks }))).toBe('');
  });

  it('is found when it is planned, where its size is that of stable', () => {
    const spec = checked({ steps: tooLarge, checks: [restarts] });
    expect(sizeProblems(spec, 12)).toEqual([]);
    expect(sizeProblems(spec, 10)).toHaveLength(1);
  });
});
