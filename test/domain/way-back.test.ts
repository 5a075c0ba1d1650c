import { describe, expect, it } from 'vitest';
import type { PoolIntent, PoolSideIntent } from '../../src/domain/pool-intent.ts';
import { wayBack } from '../../src/domain/way-back.ts';

const split: NonNullable<PoolIntent['split']> = { slot: 'b', weight: 500, routes: [], yields: true };
const stable: PoolSideIntent = { appId: '/shop-a', slot: 'a', admit: 'all', withdrawn: [] };
const intent = (different: Partial<PoolIntent>): PoolIntent => ({
  target: 'local',
  service: 'shop',
  portIndex: 0,
  sides: [stable],
  ...different,
});

describe('the way back', () => {
  it.each([
    ['a canary beside a whole stable', intent({ split }), 'traffic-first'],
    ['blue-green, which shares by tasks', intent({}), 'capacity-first'],
    [
      'a canary once some of stable is withdrawn',
      intent({ split, sides: [{ ...stable, withdrawn: ['shop-a.1'] }] }),
      'capacity-first',
    ],
    [
      'a canary once all of stable is withdrawn',
      intent({ split, sides: [{ ...stable, withdrawn: 'all' }] }),
      'capacity-first',
    ],
    ['a stable that is no longer in the pool', intent({ split, sides: [] }), 'capacity-first'],
  ])('of %s', (_, present, way) => {
    expect(wayBack(present, '/shop-a')).toBe(way);
  });
});
