import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesLeft, planBatches } from '../../src/domain/batches.ts';
import type { BatchRule } from '../../src/domain/plan.ts';

const doubling: BatchRule = { kind: 'growing', first: 1, growth: 2 };

const cases: readonly [
  string,
  number,
  number,
  BatchRule,
  number | undefined,
  readonly (readonly [number, number])[],
][] = [
  [
    '3 to 3, doubling',
    3,
    3,
    doubling,
    undefined,
    [
      [1, 2],
      [3, 0],
    ],
  ],
  [
    '10 to 10, doubling',
    10,
    10,
    doubling,
    undefined,
    [
      [1, 9],
      [3, 7],
      [7, 3],
      [10, 0],
    ],
  ],
  ['1 to 1', 1, 1, doubling, undefined, [[1, 0]]],
  [
    'fixed size',
    5,
    5,
    { kind: 'fixed', size: 2 },
    undefined,
    [
      [2, 3],
      [4, 1],
      [5, 0],
    ],
  ],
  [
    'a third at a time, rounded up',
    4,
    4,
    { kind: 'percent', percent: 33 },
    undefined,
    [
      [2, 2],
      [4, 0],
    ],
  ],
  [
    'no more extra tasks than allowed',
    8,
    8,
    doubling,
    2,
    [
      [1, 7],
      [3, 5],
      [5, 3],
      [7, 1],
      [8, 0],
    ],
  ],
  [
    'growing the service',
    2,
    5,
    { kind: 'fixed', size: 2 },
    undefined,
    [
      [2, 0],
      [4, 0],
      [5, 0],
    ],
  ],
  [
    'shrinking the service',
    5,
    2,
    doubling,
    undefined,
    [
      [1, 4],
      [2, 0],
    ],
  ],
  [
    'a first release',
    0,
    3,
    doubling,
    undefined,
    [
      [1, 0],
      [3, 0],
    ],
  ],
];

describe('planBatches', () => {
  it.each(cases)('splits %s', (_title, leaving, arriving, rule, extra, expected) => {
    expect(
      planBatches(leaving, arriving, rule, extra).map((batch) => [batch.arriving, batch.leaving]),
    ).toEqual(expected);
  });

  it('always ends with all that arrive and none that leave, and never serves with fewer than the smaller count', () => {
    const rules = fc.oneof(
      fc.record({
        kind: fc.constant('growing' as const),
        first: fc.integer({ min: 1, max: 9 }),
        growth: fc.double({ min: 1, max: 4, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('fixed' as const), size: fc.integer({ min: 1, max: 9 }) }),
      fc.record({
        kind: fc.constant('percent' as const),
        percent: fc.double({ min: 0.1, max: 100, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        rules,
        fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
        (leaving, arriving, rule, extra) => {
          const batches = planBatches(leaving, arriving, rule, extra);
          expect(batches.at(-1)).toMatchObject({ arriving, leaving: 0 });
          let before = { arriving: 0, leaving };
          for (const batch of batches) {
            expect(batch.arriving).toBeGreaterThan(before.arriving);
            expect(batch.leaving).toBeLessThanOrEqual(before.leaving);
            expect(batch.arriving + batch.leaving).toBeGreaterThanOrEqual(Math.min(leaving, arriving));
            const size = batch.arriving - before.arriving;
            if (before.leaving > 0)
              expect(batch.arriving + before.leaving).toBeLessThanOrEqual(leaving + size);
            before = batch;
          }
        },
      ),
    );
  });
});

describe('of a version that is half-way', () => {
  const batches = planBatches(10, 10, doubling);

  it.each([
    ['none is here: all', 0, [1, 3, 7, 10]],
    ['a batch was under way: it is done again', 2, [3, 7, 10]],
    ['a batch may have been done: it is done again', 3, [3, 7, 10]],
    ['all are here: the last one', 10, [10]],
    ['more than wanted are here: the last one, and none is ended', 12, [10]],
  ])('%s', (_, here, arriving) => {
    expect(batchesLeft(batches, here).map((it) => it.arriving)).toEqual(arriving);
  });

  it('keeps the numbers of the batches, and has none where none is needed', () => {
    expect(batchesLeft(batches, 5).map((it) => it.number)).toEqual([3, 4]);
    expect(batchesLeft([], 5)).toEqual([]);
  });
});
