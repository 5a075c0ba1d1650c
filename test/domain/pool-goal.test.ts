import { describe, expect, it } from 'vitest';
import { unmetGoals, type PoolGoal } from '../../src/domain/pool-goal.ts';
import type { DesiredPool, PoolReading, PoolServerState } from '../../src/domain/pool.ts';

const desired: DesiredPool = {
  service: 'shop',
  shareOfB: 10_000,
  servers: [
    { slot: 'a', name: 'a1', address: 'h:1', mode: 'draining' },
    { slot: 'b', name: 'b1', address: 'h:2', mode: 'serving' },
    { slot: 'b', name: 'b2', address: 'h:3', mode: 'serving' },
  ],
};
const reading = (
  a1: PoolServerState,
  b1: PoolServerState,
  b2: PoolServerState,
  shareOfB = 10_000,
): PoolReading => ({
  servers: (['a1', 'b1', 'b2'] as const).map((name, index) => ({
    balancer: 'lb',
    slot: name === 'a1' ? 'a' : 'b',
    name,
    address: `h:${index + 1}`,
    state: [a1, b1, b2][index] ?? 'down',
    sessions: 0,
    queue: 0,
  })),
  shareOfB: { lb: shareOfB },
});
const two: PoolGoal = { arriving: { slot: 'b', servers: 2 } };

describe('unmetGoals', () => {
  it.each<[string, PoolGoal, PoolReading, readonly string[]]>([
    ['all is there', two, reading('draining', 'serving', 'serving'), []],
    [
      'one that arrives does not serve',
      two,
      reading('draining', 'serving', 'down'),
      ['1 of 2 servers serve on lb'],
    ],
    [
      'fewer need to arrive',
      { arriving: { slot: 'b', servers: 1 } },
      reading('draining', 'serving', 'down'),
      [],
    ],
    [
      'a withdrawn one still serves',
      two,
      reading('serving', 'serving', 'serving'),
      ['a1 still takes requests on lb'],
    ],
    [
      'a withdrawn one may come up again',
      two,
      reading('down', 'serving', 'serving'),
      ['a1 still takes requests on lb'],
    ],
    [
      'the share has not moved',
      two,
      reading('draining', 'serving', 'serving', 0),
      ['the share on lb is 0, not 10000'],
    ],
    ['the share cannot move, since nobody is alive there', {}, reading('draining', 'down', 'down', 0), []],
    ['nothing is to arrive', {}, reading('draining', 'checking', 'down'), []],
  ])('says what is missing when %s', (_title, goal, now, missing) => {
    expect(unmetGoals(goal, desired, now)).toEqual(missing);
  });

  describe('for a share that every instance must have', () => {
    const canary: DesiredPool = {
      service: 'shop',
      shareOfB: 500,
      servers: [
        { slot: 'a', name: 's1', address: 'h:1', mode: 'serving' },
        { slot: 'b', name: 'c1', address: 'h:2', mode: 'serving' },
      ],
    };
    const seen = (lb2: { stable: PoolServerState; canary: PoolServerState; share: number }): PoolReading => {
      const one = { sessions: 0, queue: 0 };
      return {
        servers: [
          { ...one, balancer: 'lb1', slot: 'a', name: 's1', address: 'h:1', state: 'serving' },
          { ...one, balancer: 'lb1', slot: 'b', name: 'c1', address: 'h:2', state: 'serving' },
          { ...one, balancer: 'lb2', slot: 'a', name: 's1', address: 'h:1', state: lb2.stable },
          { ...one, balancer: 'lb2', slot: 'b', name: 'c1', address: 'h:2', state: lb2.canary },
        ],
        shareOfB: { lb1: 500, lb2: lb2.share },
      };
    };

    it.each<[string, PoolGoal, Parameters<typeof seen>[0], readonly string[]]>([
      [
        'names the instance where the canary is down',
        { shareEverywhere: true },
        { stable: 'serving', canary: 'down', share: 0 },
        ['the share on lb2 is 0, not 500, since no server of shop_b serves there'],
      ],
      [
        'names the instance where stable is down',
        { shareEverywhere: true },
        { stable: 'down', canary: 'serving', share: 0 },
        ['the share on lb2 is 0, not 500, since no server of shop_a serves there'],
      ],
      [
        'has nothing against a server that dies once its share is there',
        { shareEverywhere: true },
        { stable: 'serving', canary: 'down', share: 500 },
        [],
      ],
      ['is not asked of others', {}, { stable: 'serving', canary: 'down', share: 0 }, []],
    ])('%s', (_title, goal, lb2, missing) => {
      expect(unmetGoals(goal, canary, seen(lb2))).toEqual(missing);
    });

    it('is not waited for where the app of the slot is gone', () => {
      const now = seen({ stable: 'down', canary: 'serving', share: 0 });
      expect(unmetGoals({ shareEverywhere: true }, canary, now, ['a'])).toEqual([]);
      expect(unmetGoals({ shareEverywhere: true }, canary, now, ['b'])).toHaveLength(1);
    });
  });
});
