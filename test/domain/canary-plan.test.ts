import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCanaryPlan, type Known } from '../../src/domain/canary-plan.ts';
import type { CheckedCanarySpec } from '../../src/domain/canary-spec.ts';
import { formsOf } from '../../src/domain/checks/forms.ts';
import type { Found } from '../../src/domain/plan-from-spec.ts';
import { checkCanarySpec, renderSpecProblems } from '../../src/domain/spec-errors.ts';
import { aCanary, query, ratio } from './canary-input.ts';
import { anApp } from './spec-input.ts';

const stable = { appId: '/shop-a', instances: 3 };

function checked(different: Readonly<Record<string, unknown>>): CheckedCanarySpec {
  const check = checkCanarySpec(aCanary(different));
  if (check.kind === 'invalid') throw new Error(renderSpecProblems(check.problems));
  return check.spec;
}

function planned(
  different: Readonly<Record<string, unknown>>,
  known: Known = {},
  blue: Found['blue'] = stable,
) {
  return toCanaryPlan(checked(different), { release: 'r1', blue }, known);
}

describe("a canary's plan", () => {
  it('has every default in milliseconds', () => {
    expect(planned({})).toEqual({
      procedure: 'canary',
      target: 'local',
      service: 'shop',
      release: 'r1',
      blue: { colour: 'blue', appId: '/shop-a', slot: 'a', instances: 3 },
      green: { colour: 'green', appId: '/shop-b', slot: 'b', instances: 3 },
      definition: { ...anApp(), id: '/shop-b', labels: { PACER_SERVICE: 'shop', PACER_RELEASE: 'r1' } },
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

  it('measures in the background what no step names, and in the bake the same', () => {
    const checks = [ratio, { check: 'restarts' }, { name: 'own', query, failWhen: '> 1', count: 1 }];
    const steps = [{ setWeight: 5 }, { analysis: { checks: ['own'] } }];
    const plan = planned({ checks, steps });
    expect(plan.background).toEqual({ fromStep: 1, checks: ['success-rate', 'restarts'] });
    expect(plan.bakeChecks).toEqual(['success-rate', 'restarts']);
    expect(plan.checks.map(({ intervalMs }) => intervalMs)).toEqual([15_000, 15_000, undefined]);
  });

  it('measures where the spec says', () => {
    const checks = [ratio, { check: 'restarts' }];
    const plan = planned({
      checks,
      analysis: { startingStep: 3, checks: ['restarts'] },
      bake: { checks: ['success-rate'] },
    });
    expect(plan.background).toEqual({ fromStep: 3, checks: ['restarts'] });
    expect(plan.bakeChecks).toEqual(['success-rate']);
    expect(
      planned({ checks, analysis: { checks: [] }, bake: { checks: ['success-rate', 'restarts'] } })
        .background,
    ).toBeUndefined();
  });

  it('has each check with its conditions, times and limits', () => {
    const check = {
      name: 'own',
      query,
      passWhen: '>= 0.5 and < 1',
      failWhen: '> 2',
      interval: '10s',
      count: 5,
      initialDelay: '1m',
      failureLimit: 1,
      inconclusiveLimit: 2,
      consecutiveErrorLimit: 3,
      consecutiveSuccessLimit: 4,
      dryRun: true,
      onNoData: 'pause',
      onError: 'roll-back',
    };
    expect(planned({ checks: [check] }).checks).toEqual([
      {
        name: 'own',
        query: 'sum(errors{app="/shop-b"})',
        passWhen: {
          text: '>= 0.5 and < 1',
          comparisons: [
            { operator: '>=', value: 0.5 },
            { operator: '<', value: 1 },
          ],
        },
        failWhen: { text: '> 2', comparisons: [{ operator: '>', value: 2 }] },
        intervalMs: 10_000,
        count: 5,
        initialDelayMs: 60_000,
        failureLimit: 1,
        inconclusiveLimit: 2,
        consecutiveErrorLimit: 3,
        consecutiveSuccessLimit: 4,
        dryRun: true,
        onNoData: 'pause',
        onError: 'roll-back',
      },
    ]);
  });

  it.each([
    [
      'the first releases',
      { appId: '/shop-a', instances: 3 },
      '/shop-b /shop-a shop b shop_b shop_a 90s',
      '/shop-a /shop-a shop a shop_a shop_a 90s',
    ],
    [
      'the next ones',
      { appId: '/shop-b', instances: 3 },
      '/shop-a /shop-b shop a shop_a shop_b 90s',
      '/shop-b /shop-b shop b shop_b shop_b 90s',
    ],
  ])('names both versions in queries, in %s', (_, blue, ofCanary, ofStable) => {
    const check = {
      name: 'own',
      query: '{{app}} {{stable}} {{service}} {{slot}} {{backend}} {{stableBackend}} {{ window }}',
      failWhen: '> 1',
      vs: 'stable',
      compare: 'difference',
      window: '90s',
    };
    expect(planned({ checks: [check] }, {}, blue).checks[0]).toMatchObject({
      query: ofCanary,
      versus: { query: ofStable, by: 'difference' },
    });
  });

  it('writes a window as PromQL does', () => {
    const own = { name: 'own', query: 'x[{{window}}]', failWhen: '> 1', window: '1.5m' };
    expect(planned({ checks: [own] }).checks[0]?.query).toBe('x[90000ms]');
  });

  it('fails a release with restarts or sick tasks, unless the spec says otherwise', () => {
    const checks = [{ check: 'restarts' }, { check: 'unhealthy-tasks', failWhen: '> 2' }];
    expect(planned({ checks }).checks.map(({ failWhen }) => failWhen?.text)).toEqual(['> 0', '> 2']);
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

  it('measures by the metrics that were chosen, and says which', () => {
    const spec = checked({ checks: [{ ...ratio, minRequests: 9 }] });
    const [, , haproxy] = formsOf(spec.checks[0]!, spec.metrics);
    const plan = toCanaryPlan(
      spec,
      { release: 'r1', blue: stable },
      { forms: new Map([['success-rate', haproxy!]]) },
    );
    expect(plan.checks[0]?.query).toContain(
      'haproxy_backend_http_responses_total{proxy="shop_b",code="5xx"}[1m]',
    );
    expect(plan.checks[0]?.minRequests).toEqual({
      query: 'sum(increase(haproxy_backend_http_responses_total{proxy="shop_b"}[1m]))',
      atLeast: 9,
    });
    expect(plan.notes).toContain('check "success-rate" is measured by HAProxy\'s metrics');
  });

  it('begins a window later where a check still sees the release before', () => {
    const checks = [
      { ...ratio, window: '40s' },
      { check: 'restarts', initialDelay: '2m' },
    ];
    const plan = planned({ checks }, { late: new Set(['success-rate', 'restarts']) });
    expect(plan.checks.map(({ initialDelayMs }) => initialDelayMs)).toEqual([40_000, 120_000]);
    expect(plan.notes?.join('\n')).toContain(
      'check "success-rate" begins a window later, since it still sees what /shop-b did',
    );
  });

  it('has the key that users are known by', () => {
    expect(planned({ sticky: { by: 'cookie' } }).sticky).toBe('cookie');
  });
});
