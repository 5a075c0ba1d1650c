import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCanaryPlan } from '../../src/domain/canary-plan.ts';
import { ratio } from './canary-input.ts';
import { checked, planned } from './canary-planned.ts';
import { anApp } from './spec-input.ts';

describe("a canary's plan", () => {
  it('has every default in milliseconds', () => {
    expect(planned({})).toEqual({
      procedure: 'canary',
      target: 'local',
      service: 'shop',
      release: 'r1',
      blue: { colour: 'blue', appId: '/shop-a', slot: 'a', instances: 3 },
      green: { colour: 'green', appId: '/shop-b', slot: 'b', instances: 3 },
      definition: {
        ...anApp(),
        id: '/shop-b',
        labels: {
          PACER_SERVICE: 'shop',
          PACER_RELEASE: 'r1',
          PACER_REPLACES: '/shop-a',
          PACER_REPLACES_INSTANCES: '3',
        },
      },
      portIndex: 0,
      health: { timeoutMs: 300_000, toleranceMs: 5_000, required: true },
      drain: { timeoutMs: 300_000, onTimeout: 'roll-back' },
      steps: [
        { kind: 'set-weight', weight: 500 },
        { kind: 'pause', durationMs: 600_000 },
        { kind: 'set-weight', weight: 5_000 },
        { kind: 'pause', durationMs: 600_000 },
        { kind: 'set-weight', weight: 10_000 },
      ],
      checks: [],
      bakeChecks: [],
      analysis: { timeoutMs: 3_600_000, patienceMs: 900_000 },
      bake: { durationMs: 600_000, intervalMs: 15_000, failureLimit: 0, checks: [] },
      notes: ['setWeight 100 % is added at the end'],
    });
  });

  it('has the steps in the order and words of the spec', () => {
    const steps = [
      { setWeight: 0 },
      {
        setHeaderRoute: {
          name: 'r',
          match: [
            { headerName: 'X-Beta', headerValue: { exact: 'Yes' } },
            { cookieName: 'C' },
            { queryName: 'Q' },
          ],
        },
      },
      { pause: {} },
      { setHeaderRoute: { name: 'r' } },
      { setCanaryScale: { instances: 2 } },
      { setCanaryScale: { percent: 12.5 } },
      { setCanaryScale: { matchTrafficWeight: true } },
      { setWeight: 0.29 },
      { pause: { duration: '90s' } },
      { analysis: { checks: ['success-rate'], duration: '1m' } },
      { setWeight: 100 },
    ];
    expect(planned({ steps, checks: [ratio] }).steps).toEqual([
      { kind: 'set-weight', weight: 0 },
      {
        kind: 'set-header-route',
        name: 'r',
        match: [
          { by: 'header', name: 'x-beta', value: 'Yes' },
          { by: 'cookie', name: 'C' },
          { by: 'query', name: 'Q' },
        ],
      },
      { kind: 'pause' },
      { kind: 'set-header-route', name: 'r', match: [] },
      { kind: 'set-canary-scale', scale: { kind: 'instances', instances: 2 } },
      { kind: 'set-canary-scale', scale: { kind: 'percent', percent: 12.5 } },
      { kind: 'set-canary-scale', scale: { kind: 'match-traffic-weight' } },
      { kind: 'set-weight', weight: 29 },
      { kind: 'pause', durationMs: 90_000 },
      { kind: 'analysis', checks: ['success-rate'], durationMs: 60_000 },
      { kind: 'set-weight', weight: 10_000 },
    ]);
  });

  it('has no pause after the last weight, and none of no length', () => {
    expect(planned({ weights: [5, 100], pause: '3s' }).steps.map(({ kind }) => kind)).toEqual([
      'set-weight',
      'pause',
      'set-weight',
    ]);
    expect(planned({ weights: [5, 100], pause: '0s' }).steps.map(({ kind }) => kind)).toEqual([
      'set-weight',
      'set-weight',
    ]);
  });

  it('has every weight of a hundredth of a percent exactly, and ends at all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 6 }), (drawn) => {
        const weights = drawn.sort((one, other) => one - other);
        const { steps } = planned({ weights: weights.map((it) => it / 100), pause: '0s' });
        expect(steps.map((step) => (step.kind === 'set-weight' ? step.weight : step.kind))).toEqual([
          ...weights,
          10_000,
        ]);
      }),
    );
  });

  it('goes to all at once, without checks, where nobody serves', () => {
    const different = { checks: [ratio], sticky: { by: 'address' }, weights: [1, 5] };
    for (const plan of [
      toCanaryPlan(checked(different), { release: 'r1' }),
      planned(different, {}, { appId: '/shop-a', instances: 0 }),
    ]) {
      expect(plan).toMatchObject({
        steps: [{ kind: 'set-weight', weight: 10_000 }],
        checks: [],
        bakeChecks: [],
      });
      expect(plan.background).toBeUndefined();
      expect(plan.sticky).toBeUndefined();
      expect(plan.notes).toEqual([
        'nobody serves shop yet: the canary goes to 100 % at once, without steps and checks',
      ]);
    }
  });

  it('has the key that users are known by', () => {
    expect(planned({ sticky: { by: 'cookie' } }).sticky).toBe('cookie');
  });
});
