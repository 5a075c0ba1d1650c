import { describe, expect, it } from 'vitest';
import { adoptionOf, fullSizeOf } from '../../src/domain/adoption.ts';
import type { Adopt } from '../../src/domain/control.ts';
import { anApp } from '../support/apps.ts';

const blue = anApp([], { id: '/shop-a', instances: 3, labels: { PACER_RELEASE: 'r1' } });
const ours = anApp([], { id: '/shop-b', instances: 1, labels: { PACER_RELEASE: 'r2' } });
const foreign = anApp([], { id: '/shop-v2', instances: 1 });

describe('a version that was found on its way', () => {
  it.each([
    ['is gone on with where it is of the spec', ours, true, undefined, 'blue-green', 'finish'],
    ['is gone on with also where somebody else began it', foreign, true, 'finish', undefined, 'finish'],
    ['is turned back first where it is another one', ours, false, 'finish', undefined, 'turn-back-first'],
    ['is never gone on with by a canary', ours, true, undefined, 'canary', 'turn-back-first'],
    [
      'is turned back first by a canary of that version',
      foreign,
      true,
      undefined,
      'canary',
      'turn-back-first',
    ],
    ['is turned back as asked', ours, true, 'back', undefined, 'turn-back'],
    ['is turned back as asked, whoever began it', foreign, false, 'back', undefined, 'turn-back'],
    [
      "stops a release where it is neither the spec's nor ours",
      foreign,
      false,
      undefined,
      undefined,
      'problem',
    ],
    ['stops a release that refuses', ours, true, 'refuse', undefined, 'problem'],
  ] as const)('%s', (_, green, isOfSpec, adopt: Adopt | undefined, procedure, expected) => {
    const found = {
      blue: { app: blue, isOfSpec: false, isInPool: true },
      green: { app: green, isOfSpec, isInPool: true },
    };
    const adoption = adoptionOf(found, { procedure, adopt, app: {} });
    expect(adoption.kind === 'adopted' ? adoption.adopted.how : adoption.kind).toBe(expected);
  });

  it.each([
    ['by another version', { app: {} }, true, 'problem'],
    ['as asked', { adopt: 'back', app: {} }, true, 'problem'],
    ['as asked, with blue named', { adopt: 'back', blue: '/shop-a', app: {} }, true, 'turn-back'],
    ['where it has no users', { app: {} }, false, 'turn-back-first'],
  ] as const)('is not turned back %s to one that never had a task: %j', (_, spec, isInPool, expected) => {
    const labels = {
      ...ours.labels,
      PACER_REPLACES: '/shop-a',
      PACER_REPLACES_RELEASE: 'r1',
      PACER_REPLACES_INSTANCES: '0',
    };
    const found = {
      blue: { app: { ...blue, instances: 0 }, isOfSpec: false, isInPool: false },
      green: { app: { ...ours, labels }, isOfSpec: false, isInPool },
    };
    const adoption = adoptionOf(found, spec);
    expect(adoption.kind === 'adopted' ? adoption.adopted.how : adoption.kind).toBe(expected);
  });

  it('is told of in one sentence', () => {
    const found = {
      blue: { app: blue, isOfSpec: false, isInPool: true },
      green: { app: ours, isOfSpec: true, isInPool: true },
    };
    expect(adoptionOf(found, { app: {} })).toEqual({
      kind: 'adopted',
      adopted: {
        how: 'finish',
        instances: 1,
        release: 'r2',
        found:
          '/shop-b (1 instances, of release r2) was found beside /shop-a (3 instances, of release r1): it is the version of this spec, and is gone on with',
      },
    });
  });

  it('that stops a release is named, with what to do', () => {
    const found = {
      blue: { app: blue, isOfSpec: false, isInPool: true },
      green: { app: foreign, isOfSpec: false, isInPool: true },
    };
    expect(adoptionOf(found, { app: {} })).toMatchObject({
      problem: {
        field: 'adopt',
        remedy:
          'does not go on: /shop-v2 (1 instances) was found beside /shop-a (3 instances, of release r1), is not the version of this spec, and was not launched by Pacer. Remove /shop-v2, give adopt: back (--back) to have it turned back, or name the one that serves as blue',
      },
    });
  });
});

describe('the size that blue has to have again', () => {
  const size = (has: number, green: number, label?: string, instances?: number, of = 'r1') =>
    fullSizeOf(
      { ...blue, instances: has },
      {
        ...ours,
        instances: green,
        labels: {
          PACER_REPLACES: '/shop-a',
          PACER_REPLACES_RELEASE: of,
          ...(label !== undefined && { PACER_REPLACES_INSTANCES: label }),
        },
      },
      { app: { instances } },
    );

  it.each([
    ["is what green's label says", size(1, 3, '4', 9), 4],
    ['is that also where blue has no task left', size(0, 4, '4'), 4],
    ['is never less than it has', size(5, 3, '4'), 5],
    ['is not what a label says of an earlier app of this id', size(1, 3, '4', 9, 'r0'), 9],
    ['is what a label says that is a number', size(1, 3, 'many', 6), 6],
    ['is what the spec says where no label does', size(1, 3, undefined, 6), 6],
    ['is what both have where nobody says it', size(1, 3), 4],
    ['is what it has where the other one has nothing', size(3, 0, undefined, 6), 3],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
