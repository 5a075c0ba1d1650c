import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlueStanding } from '../../src/domain/blue-standing.ts';
import {
  bearable,
  enoughOf,
  isBadForUsers,
  tooFewFor,
  wantedOf,
  wasDead,
  wayBack,
  type WayBack,
  type WayBackFacts,
} from '../../src/domain/way-back.ts';

const seen = (healthy: number, share?: number): BlueStanding & { readonly kind: 'seen' } => ({
  kind: 'seen',
  healthy,
  leaving: [],
  ...(share === undefined ? {} : { share }),
});

/** Blue had four healthy tasks; half of its users are on a green that is well. */
const half: WayBackFacts = {
  blue: seen(2, 5_000),
  wanted: 4,
  wasDead: false,
  isOpen: false,
  greenIsBad: false,
  greenServes: true,
};
const bad = { greenIsBad: true };
const dark = { wasDead: true, blue: seen(0) };
const unknown: BlueStanding = { kind: 'unknown', because: 'nothing answered' };
const everybody: WayBack = { kind: 'traffic-first', share: 10_000 };
const turnBack: WayBack = { kind: 'turn-back' };
const capacityFirst: WayBack = { kind: 'capacity-first' };

describe('the way back', () => {
  it.each<[string, Partial<WayBackFacts>, WayBack]>([
    ['a whole blue beside a green that is well', { blue: seen(4, 5_000) }, everybody],
    ['a whole blue beside a bad green', { ...bad, blue: seen(4, 0) }, everybody],
    ['a whole blue whose tasks were withdrawn and run on', { blue: seen(4, 0), isOpen: false }, everybody],
    ['a whole blue of which nothing was withdrawn', { blue: seen(4, 0), isOpen: true }, turnBack],
    ['half of blue of which nothing was withdrawn', { blue: seen(2, 5_000), isOpen: true }, capacityFirst],
    ['a whole blue that has them all', { blue: seen(4, 10_000) }, everybody],
    ['a blue that has more than it had', { blue: seen(6, 5_000) }, everybody],
    ['as many as were healthy at the start', { blue: seen(3, 5_000), wanted: 3 }, everybody],
    ['half of blue beside a green that is well', {}, capacityFirst],
    ['half of blue beside a bad green', bad, { kind: 'traffic-first', share: 7_500 }],
    ['two thirds of blue beside a bad green', { ...bad, blue: seen(4, 0), wanted: 6 }, everybody],
    ['a quarter of blue', { ...bad, blue: seen(1, 2_500) }, { kind: 'traffic-first', share: 3_750 }],
    ['a blue that has as much as it carries', { ...bad, blue: seen(2, 7_500) }, capacityFirst],
    ['a blue that has more than it carries', { ...bad, blue: seen(1, 9_000) }, capacityFirst],
    ['a blue whose share is not known', { ...bad, blue: seen(2) }, { kind: 'traffic-first', share: 7_500 }],
    ['a dead blue beside a green that is well', { blue: seen(0, 5_000) }, capacityFirst],
    ['a dead blue beside a bad green', { ...bad, blue: seen(0, 5_000) }, capacityFirst],
    [
      'a blue that was dead all along, before green has users',
      { ...dark, greenServes: false },
      capacityFirst,
    ],
    ['a blue that was dead all along and is well now', { ...dark, blue: seen(4) }, everybody],
    ['a blue that was dead all along and has one healthy task', { ...dark, blue: seen(1) }, capacityFirst],
    [
      'a blue that was dead all along and has one healthy task, beside a bad green',
      { ...bad, ...dark, blue: seen(1) },
      { kind: 'traffic-first', share: 3_750 },
    ],
    ['an unknown blue of which nothing was taken away', { blue: unknown, isOpen: true }, turnBack],
    ['an unknown blue of which something was', { ...bad, blue: unknown }, capacityFirst],
  ])('of %s', (_, different, way) => {
    expect(wayBack({ ...half, ...different })).toEqual(way);
  });

  it.each<[string, Partial<WayBackFacts>, string]>([
    ['a blue that is gone', { ...bad, blue: { kind: 'gone' } }, 'it is gone: somebody else removed it'],
    [
      'a blue that was dead all along, once green has users',
      { ...bad, ...dark },
      'none of its 4 tasks is healthy, as when the release began',
    ],
  ])('of %s is asked for', (_, different, because) => {
    expect(wayBack({ ...half, ...different })).toEqual({ kind: 'hold', because });
  });

  it('never sends anybody to a blue without a healthy task', () => {
    const facts = fc.record({
      healthy: fc.nat(3),
      wanted: fc.integer({ min: 1, max: 20 }),
      wasDead: fc.boolean(),
      share: fc.nat(10_000),
      isOpen: fc.boolean(),
      greenIsBad: fc.boolean(),
      greenServes: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, ({ healthy, share, ...rest }) => {
        const way = wayBack({ ...half, ...rest, blue: seen(healthy, share) });
        if (healthy === 0) expect(['capacity-first', 'hold']).toContain(way.kind);
        // Nobody who is on blue leaves it.
        if (way.kind === 'traffic-first') expect(way.share).toBeGreaterThanOrEqual(share);
      }),
    );
  });
});

describe('what blue carries', () => {
  it('is half as much again for each task', () => {
    expect([0, 1, 2, 3, 4].map((healthy) => bearable(healthy, 4))).toEqual([0, 3_750, 7_500, 10_000, 10_000]);
  });

  it.each<[string, number, BlueStanding, string | undefined]>([
    ['a whole blue', 4, seen(4), undefined],
    ['two thirds of it', 3, seen(2), undefined],
    ['half of it', 4, seen(2), '2 of its tasks serve, too few for everybody'],
    [
      'tasks that are not open to users',
      4,
      { ...seen(4), serving: 0 },
      '0 of its tasks serve, too few for everybody',
    ],
    [
      'servers whose tasks are dead',
      2,
      { ...seen(0), serving: 2 },
      '0 of its tasks serve, too few for everybody',
    ],
    ['nobody, where nobody is wanted', 0, seen(0), '0 of its tasks serve, too few for everybody'],
    ['a blue that is gone', 4, { kind: 'gone' }, 'it is gone'],
    ['a blue of which nothing is known', 4, unknown, undefined],
  ])('by one change of the map: %s', (_, wanted, blue, why) => {
    expect(tooFewFor(wanted, blue)).toBe(why);
  });

  it.each<[number | undefined, { wanted: number; dead: boolean; enough: readonly [number, number] }]>([
    [undefined, { wanted: 4, dead: false, enough: [4, 4] }],
    [5, { wanted: 4, dead: false, enough: [4, 4] }],
    [3, { wanted: 3, dead: false, enough: [3, 3] }],
    [1, { wanted: 1, dead: false, enough: [1, 1] }],
    // Nobody leaves a green that serves for less than all of a version that was dead.
    [0, { wanted: 4, dead: true, enough: [0, 4] }],
  ])('is wanted as far as it was healthy at the start: %s of 4', (healthy, { wanted, dead, enough }) => {
    const at = healthy === undefined ? {} : { healthyAtStart: healthy };
    const blue = { colour: 'blue', appId: '/shop-a', slot: 'a', instances: 4, ...at } as const;
    expect(wantedOf(blue)).toBe(wanted);
    expect(wasDead(blue)).toBe(dead);
    expect([enoughOf(blue, false), enoughOf(blue, true)]).toEqual(enough);
  });
});

describe('a cause', () => {
  it.each([
    ['unhealthy', true],
    ['crash-loop', true],
    ['unreachable-task', true],
    ['check-failed', true],
    ['not-enough-tasks', false],
    ['operator', false],
    ['cancelled', false],
    ['gate', false],
    ['deadline', false],
    ['drain-timeout', false],
  ] as const)('%s means that users of green are served badly: %s', (cause, isBad) => {
    expect(isBadForUsers(cause)).toBe(isBad);
  });
});
