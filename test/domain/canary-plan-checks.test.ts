import { describe, expect, it } from 'vitest';
import { toCanaryPlan } from '../../src/domain/canary-plan.ts';
import { formsOf } from '../../src/domain/checks/forms.ts';
import { query, ratio } from './canary-input.ts';
import { checked, planned, stable } from './canary-planned.ts';

describe("the checks of a canary's plan", () => {
  it('measures in the background what no step names, and in the bake the same', () => {
    const checks = [ratio, { check: 'restarts' }, { name: 'own', query, failWhen: '> 1', count: 1 }];
    const steps = [{ setWeight: 5 }, { analysis: { checks: ['own'] } }];
    const plan = planned({ checks, steps });
    expect(plan.background).toEqual({ fromStep: 1, checks: ['success-rate', 'restarts'] });
    expect(plan.bakeChecks).toEqual(['success-rate', 'restarts']);
    expect(plan.checks.map(({ intervalMs }) => intervalMs)).toEqual([15_000, 15_000, undefined]);
  });

  it('does not measure in the bake what needs stable, which has no task left by then', () => {
    const checks = [
      ratio,
      { check: 'latency', vs: 'stable', failWhen: '> 1.5' },
      { name: 'own', query: 'a{app="{{app}}"} / b{app="{{ stable }}"}', failWhen: '> 1' },
    ];
    const plan = planned({ checks });
    expect(plan.background?.checks).toEqual(['success-rate', 'latency', 'own']);
    expect(plan.bakeChecks).toEqual(['success-rate']);
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

  it('compares numbers of tasks by difference, so that none and none is well', () => {
    const checks = [
      { check: 'restarts', vs: 'stable' },
      { ...ratio, vs: 'stable' },
    ];
    const plan = planned({ checks });
    expect(plan.checks.map(({ versus }) => versus?.by)).toEqual(['difference', 'ratio']);
    expect(plan.checks[0]?.failWhen?.text).toBe('> 0');
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
});
