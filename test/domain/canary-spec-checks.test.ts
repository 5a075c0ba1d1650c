import { describe, expect, it } from 'vitest';
import { aCanary, analysing, problemsOf, query, ratio } from './canary-input.ts';

describe("a canary's checks", () => {
  const one = (check: Record<string, unknown>) => ({ checks: [check] });

  it.each([
    [
      'neither query nor word',
      one({ name: 'a', failWhen: '> 1' }),
      'must have either query, or check: one of success-rate',
    ],
    ['both', one({ check: 'latency', query, failWhen: '> 1' }), 'must have either query, or check'],
    [
      'an unknown word',
      one({ check: 'latncy', failWhen: '> 1' }),
      'checks[0].check: "latncy" must be one of "success-rate", "latency", "restarts", "unhealthy-tasks"; did you mean "latency"?',
    ],
    ['a query without a name', one({ query, failWhen: '> 1' }), 'checks[0].name: (absent) must be given'],
    [
      'neither condition',
      one({ check: 'latency' }),
      'checks[0]: {"check":"latency"} must have passWhen, failWhen or both',
    ],
    [
      'a bare limit',
      one({ ...ratio, passWhen: 0.99 }),
      'checks[0].passWhen: 0.99 must be comparisons joined by "and", in quotes, such as ">= 0.99"',
    ],
    [
      'a limit in percent',
      one({ ...ratio, passWhen: '>= 99%' }),
      'checks[0].passWhen: ">= 99%" must be comparisons',
    ],
    [
      'two of one name',
      { checks: [ratio, ratio] },
      'checks[1].name: (absent) must be another name: a check before is called "success-rate"',
    ],
    [
      'an unknown placeholder',
      one({ name: 'a', query: 'x{{backnd}}', failWhen: '> 1' }),
      'checks[0].query: "x{{backnd}}" has the unknown placeholder {{backnd}}; did you mean "backend"?',
    ],
    [
      'a query compared with itself',
      one({ name: 'a', query: 'up', failWhen: '> 1', vs: 'stable' }),
      'checks[0].query: "up" would be compared with itself',
    ],
    [
      'a comparison with nothing',
      one({ ...ratio, compare: 'ratio' }),
      'checks[0].compare: "ratio" says how to compare with stable',
    ],
    [
      'a quantile of a share',
      one({ ...ratio, quantile: 0.5 }),
      'checks[0].quantile: 0.5 is for check: latency',
    ],
    [
      'a quantile of HAProxy',
      one({ check: 'latency', source: 'haproxy', quantile: 0.5, failWhen: '> 1' }),
      'HAProxy has the mean only',
    ],
    [
      'a number of requests for tasks',
      one({ check: 'restarts', minRequests: 5 }),
      'checks[0].minRequests: 5 is for checks of requests',
    ],
    [
      'a ratio of numbers of tasks without a limit',
      one({ check: 'restarts', vs: 'stable', compare: 'ratio' }),
      'checks[0].compare: "ratio" has no limit, and equal is a ratio of 1: add failWhen',
    ],
    [
      'a share in percent',
      one({ ...ratio, passWhen: '>= 99' }),
      'checks[0].passWhen: ">= 99" is about a share from 0 to 1, not percent: write 0.99 for 99 %',
    ],
    [
      'comparisons that exclude each other',
      one({ name: 'a', query, failWhen: '> 5 and < 1' }),
      'checks[0].failWhen: "> 5 and < 1" can never hold',
    ],
    [
      'one value that is excluded',
      one({ name: 'a', query, passWhen: '== 3 and != 3' }),
      'checks[0].passWhen: "== 3 and != 3" can never hold',
    ],
    ['a window of nothing', one({ ...ratio, window: '0s' }), 'checks[0].window: "0s" must be more than zero'],
    [
      'an interval of nothing',
      one({ ...ratio, interval: '0s' }),
      'checks[0].interval: "0s" must be more than zero',
    ],
    [
      'a wrong policy',
      one({ ...ratio, onNoData: 'rollback' }),
      'checks[0].onNoData: "rollback" must be one of "wait", "pause", "roll-back"; did you mean "roll-back"?',
    ],
  ])('with %s are refused', (_, different, expected) => {
    expect(problemsOf(aCanary(different))).toContain(expected);
  });

  it.each([
    [
      'several without an interval',
      { count: 2 },
      'checks[0].interval: (absent) must be given, since count is 2',
    ],
    [
      'fewer than failures and successes want',
      { count: 3, interval: '5s', failureLimit: 2, consecutiveSuccessLimit: 2 },
      'checks[0].count: 3 must be at least 4',
    ],
    [
      'fewer than the inconclusive limit',
      { count: 3, interval: '5s', inconclusiveLimit: 4 },
      'checks[0].count: 3 must be at least 4, the inconclusiveLimit',
    ],
    [
      'fewer than successes in a row, failures at will',
      { count: 2, interval: '5s', failureLimit: -1, consecutiveSuccessLimit: 3 },
      'checks[0].count: 2 must be at least 3',
    ],
    ['a negative number', { count: -1, interval: '5s' }, 'checks[0].count: -1 must be at least 1'],
    ['no failure that counts', { failureLimit: -1 }, 'checks[0].failureLimit: -1 lets no failure count'],
    ['a limit below -1', { failureLimit: -2 }, 'checks[0].failureLimit: -2 must be at least -1'],
    [
      'successes in a row of one measurement',
      { consecutiveSuccessLimit: 2 },
      'checks[0].consecutiveSuccessLimit: 2 cannot be reached by one measurement',
    ],
  ])('of measurements: %s is refused', (_, limits, expected) => {
    expect(problemsOf(aCanary({ checks: [{ ...ratio, ...limits }] }))).toContain(expected);
  });

  it.each([
    [
      'an unknown name in a step',
      { steps: [{ analysis: { checks: ['sucess-rate'] } }], checks: [ratio] },
      'steps[0].analysis.checks[0]: "sucess-rate" is no check of this spec; did you mean "success-rate"?',
    ],
    [
      'a name where there are no checks',
      { bake: { checks: ['x'] } },
      'bake.checks[0]: "x" is no check: this spec has none',
    ],
    [
      'an unknown name in the background',
      { analysis: { checks: ['x'] }, checks: [ratio] },
      'analysis.checks[0]: "x" is no check of this spec; its checks are success-rate',
    ],
    [
      'a name twice',
      { bake: { checks: ['success-rate', 'success-rate'] }, checks: [ratio] },
      'bake.checks[1]: "success-rate" is named twice',
    ],
    [
      'an analysis of nothing',
      { steps: [{ analysis: { checks: [] } }] },
      'steps[0].analysis.checks: [] must not be empty',
    ],
    [
      'an analysis without end',
      analysing({ interval: '5s' }),
      'steps[1].analysis: {"checks":["success-rate"]} cannot end: check "success-rate" has an interval and no count',
    ],
    [
      'an analysis longer than its bound',
      { ...analysing({ interval: '30m', count: 4 }) },
      'cannot end within analysis.timeout, 1h',
    ],
    [
      'a check that nobody measures',
      { checks: [ratio], analysis: { checks: [] } },
      'checks[0]: {"check":"success-rate","passWhen":">= 0.99"} is measured nowhere',
    ],
    [
      'a start beyond the steps',
      { weights: [5, 100], checks: [ratio], analysis: { startingStep: 4 } },
      'analysis.startingStep: 4 must be at most 3: there are no more steps',
    ],
    [
      'an analysis of dry runs only',
      analysing({ interval: '5s', dryRun: true }),
      'steps[1].analysis: {"checks":["success-rate"]} would pass before anything is measured',
    ],
    [
      'one measurement in a step and beside the steps',
      { ...analysing({}), analysis: { checks: ['success-rate'] } },
      'checks[0].interval: (absent) must be given, since the check is measured in a step and beside',
    ],
    [
      'one measurement in a step and in the bake',
      { ...analysing({}), bake: { checks: ['success-rate'] } },
      'checks[0].interval: (absent) must be given',
    ],
    [
      'a delay beyond the analysis',
      analysing({ interval: '5s', initialDelay: '1m' }, { duration: '1m' }),
      'checks[0].initialDelay: "1m" must be shorter, since steps[1].analysis takes 1m',
    ],
    [
      'a delay beyond the bake',
      { checks: [{ ...ratio, initialDelay: '15m' }], bake: { checks: ['success-rate'] } },
      'checks[0].initialDelay: "15m" must be shorter, since the bake takes 10m: that would be over before the first',
    ],
    [
      'a comparison with stable in the bake',
      { bake: { checks: ['success-rate'] }, checks: [{ ...ratio, vs: 'stable' }] },
      'bake.checks[0]: "success-rate" is compared with stable, which has no task left in the bake',
    ],
    [
      'a start of nothing',
      { analysis: { startingStep: 1 } },
      'analysis.startingStep: 1 needs checks to start with',
    ],
  ])('in their places: %s is refused', (_, different, expected) => {
    expect(problemsOf(aCanary(different))).toContain(expected);
  });

  it("are told about Argo's first step", () => {
    expect(problemsOf(aCanary({ analysis: { startingStep: 0 } }))).toBe(
      "analysis.startingStep: 0 counts from 1, the first step (Argo Rollouts' from 0)",
    );
  });

  it('may have secrets nowhere but in the app and in PromQL', () => {
    const input = aCanary({
      checks: [{ ...ratio, token: 'hunter2' }],
      prometheus: { url: 'http://hunter2' },
    });
    expect(problemsOf(input)).not.toContain('hunter2');
    expect(problemsOf(input)).toContain('checks[0].token: (hidden)');
    expect(problemsOf(input)).toContain('prometheus: (hidden)');
  });
});
