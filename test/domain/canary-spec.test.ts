import { describe, expect, it } from 'vitest';
import { checkCanarySpec, checkSpec, checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { aCanary, analysing, problemsOf, query, ratio } from './canary-input.ts';
import { anApp, aSpec } from './spec-input.ts';

describe("a canary's spec", () => {
  it('with the fields that it must have gets every default, and is then the same spec again', () => {
    const check = checkCanarySpec(aCanary({ checks: [ratio] }));
    expect(check).toEqual({
      kind: 'ok',
      spec: {
        procedure: 'canary',
        target: 'local',
        service: 'shop',
        app: anApp(),
        portIndex: 0,
        weights: [5, 50],
        checks: [
          {
            ...ratio,
            window: '1m',
            initialDelay: '0s',
            failureLimit: 0,
            inconclusiveLimit: 0,
            consecutiveErrorLimit: 4,
            consecutiveSuccessLimit: 0,
            dryRun: false,
            onNoData: 'wait',
            onError: 'wait',
            source: 'auto',
          },
        ],
        metrics: { appLabel: 'app', code: 'code' },
        analysis: { timeout: '1h', patience: '15m' },
        health: { timeout: '5m', tolerance: '5s', required: true },
        drain: { timeout: '5m', onTimeout: 'roll-back' },
        bake: { duration: '10m' },
      },
    });
    if (check.kind === 'ok') expect(checkCanarySpec(check.spec)).toEqual(check);
  });

  it.each([
    ['weights of a hundredth of a percent', { weights: [0.01, 0.29, 33.33, 99.99, 100] }],
    ['a dark launch', { weights: [0, 5] }],
    ['a weight given twice', { weights: [5, 5, 100] }],
    ['a pause without end', { steps: [{ pause: {} }, { setWeight: 5 }] }],
    ['a route by any value', { steps: [{ setHeaderRoute: { name: 'r', match: [{ cookieName: 'beta' }] } }] }],
    [
      'a route that is closed and opened anew',
      {
        steps: [
          { setHeaderRoute: { name: 'r', match: [{ queryName: 'q', queryValue: { exact: '1' } }] } },
          { setHeaderRoute: { name: 'r' } },
          { setHeaderRoute: { name: 'r', match: [{ headerName: 'X-Beta' }] } },
        ],
      },
    ],
    ['two conditions', { checks: [{ name: 'a', query, passWhen: '< 1 and >= 0', failWhen: '>5e-1' }] }],
    ['a check that needs no condition', { checks: [{ check: 'restarts' }, { check: 'unhealthy-tasks' }] }],
    ['one ready-made check twice, by two names', { checks: [ratio, { ...ratio, name: 'again' }] }],
    [
      'a comparison by backends',
      { checks: [{ name: 'a', query: 'x{p="{{backend}}"}', failWhen: '> 2', vs: 'stable' }] },
    ],
    ['an endless check in an analysis of some time', analysing({ interval: '5s' }, { duration: '1m' })],
    [
      'an endless dry run in an analysis of some time',
      analysing({ interval: '5s', dryRun: true }, { duration: '1m' }),
    ],
    ['a delay beyond a bake that does not name it', { checks: [{ ...ratio, initialDelay: '15m' }] }],
    ['a ratio above one', { checks: [{ check: 'success-rate', vs: 'stable', failWhen: '> 1.5' }] }],
    [
      'comparisons that one value meets',
      { checks: [{ name: 'a', query, passWhen: '>= 1 and <= 1 and != 2', failWhen: '> 1 and < 1.0000001' }] },
    ],
    ['a check that ends by successes in a row', analysing({ interval: '5s', consecutiveSuccessLimit: 3 })],
    ['no limit of failures, in a dry run', { checks: [{ ...ratio, failureLimit: -1, dryRun: true }] }],
    [
      'no limit of failures, with successes in a row',
      { checks: [{ ...ratio, failureLimit: -1, consecutiveSuccessLimit: 2, interval: '5s' }] },
    ],
    ['no background', { checks: [ratio], analysis: { checks: [] }, bake: { checks: ['success-rate'] } }],
    ['a start at the last step', { weights: [5, 100], checks: [ratio], analysis: { startingStep: 3 } }],
    ['users known by a cookie', { sticky: { by: 'cookie', name: 'pacer_shop' } }],
    [
      'addresses within PromQL',
      { checks: [{ name: 'a', query: 'up{instance="http://x"}', failWhen: '> 1' }] },
    ],
  ])('may have %s', (_, different) => {
    expect(problemsOf(aCanary(different))).toBe('');
  });
});

describe("a canary's steps", () => {
  it.each([
    ['nothing to do', { weights: undefined }, 'spec: {'],
    ['both forms', { weights: [5], steps: [{ setWeight: 5 }] }, 'must have either steps or weights'],
    ['no step', { steps: [] }, 'steps: [] must not be empty'],
    ['a share beyond all', { weights: [101] }, 'weights[0]: 101 must be at most 100'],
    ['a share below none', { steps: [{ setWeight: -1 }] }, 'steps[0].setWeight: -1 must be at least 0'],
    [
      'a share finer than HAProxy draws',
      { weights: [0.125] },
      'weights[0]: 0.125 must have at most two decimals: shares move in steps of 0.01 %',
    ],
    ['a share in words', { steps: [{ setWeight: '5%' }] }, 'steps[0].setWeight: "5%" must be a number'],
    [
      'weights that go down',
      { weights: [5, 50, 20] },
      'weights[2]: 20 is less than the 50 before it: weights go up, only a roll-back takes them down. Put them in order',
    ],
    [
      'steps that go down',
      { steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 0 }] },
      'steps[2].setWeight: 0 is less than the 50 before it',
    ],
    ['a weight after all', { weights: [100, 100] }, 'weights[1]: 100 comes after 100 %'],
    [
      'a step after all',
      { steps: [{ setWeight: 100 }, { pause: {} }] },
      'steps[1]: {"pause":{}} comes after setWeight: 100, where the canary serves alone: put it before, or let bake watch on',
    ],
    [
      'a pause of the other form',
      { steps: [{ setWeight: 5 }], pause: '1m' },
      'pause: "1m" belongs to weights',
    ],
    [
      'a step with two keys',
      { steps: [{ setWeight: 5, pause: {} }] },
      'steps[0]: {"setWeight":5,"pause":{}} must have one key of setWeight, pause, setCanaryScale, setHeaderRoute, analysis',
    ],
    ['a step without a key', { steps: [{}] }, 'steps[0]: {} must have one key of'],
    [
      'a key like another',
      { steps: [{ setweight: 5 }] },
      'steps[0].setweight: 5 is not a field here; did you mean "setWeight"?',
    ],
    [
      'a pause without its key',
      { steps: [{ pause: '10m' }] },
      'steps[0].pause: "10m" must be a mapping: pause: { duration: 10m }, or pause: {} until promote',
    ],
    ['seconds without a unit', { steps: [{ pause: { duration: 30 } }] }, 'must be a duration with a unit'],
    [
      'two forms of scale',
      { steps: [{ setCanaryScale: { instances: 1, percent: 5 } }] },
      'must have one of instances, percent and matchTrafficWeight: true',
    ],
    ['no form of scale', { steps: [{ setCanaryScale: {} }] }, 'must have one of instances, percent'],
    [
      'a route by a prefix',
      {
        steps: [
          { setHeaderRoute: { name: 'r', match: [{ headerName: 'h', headerValue: { prefix: 'v' } }] } },
        ],
      },
      'steps[0].setHeaderRoute.match[0].headerValue.exact: (absent) must be given: The whole value: the map of HAProxy knows no prefix and no regular expression.',
    ],
    [
      'a value that HAProxy would take for something else',
      {
        steps: [
          { setHeaderRoute: { name: 'r', match: [{ headerName: 'h', headerValue: { exact: 'a b;' } }] } },
        ],
      },
      'headerValue.exact: "a b;" must be letters, digits and any of',
    ],
    [
      'a match of nothing',
      { steps: [{ setHeaderRoute: { name: 'r', match: [{}] } }] },
      'match[0]: {} must have one of headerName, cookieName and queryName',
    ],
    [
      'a match of two things',
      { steps: [{ setHeaderRoute: { name: 'r', match: [{ headerName: 'h', cookieName: 'c' }] } }] },
      'must have one of headerName, cookieName and queryName',
    ],
    [
      'a value of nothing',
      { steps: [{ setHeaderRoute: { name: 'r', match: [{ queryValue: { exact: '1' } }] } }] },
      'must name what the value is of',
    ],
    [
      'a route that is closed and was not open',
      { steps: [{ setHeaderRoute: { name: 'r' } }] },
      'steps[0].setHeaderRoute.name: "r" is no open route',
    ],
    [
      'a route that is opened twice',
      {
        steps: [
          { setHeaderRoute: { name: 'r', match: [{ headerName: 'h' }] } },
          { setHeaderRoute: { name: 'r', match: [{ headerName: 'i' }] } },
        ],
      },
      'steps[1].setHeaderRoute.name: "r" is open already',
    ],
    [
      'users known by what is none',
      { sticky: { by: 'path' } },
      'sticky.by: "path" must be one of "header", "cookie", "address"',
    ],
    [
      'an address with a name',
      { sticky: { by: 'address', name: 'x' } },
      'sticky.name: "x" must have no name',
    ],
  ])('with %s are refused with field, value and remedy', (_, different, expected) => {
    expect(problemsOf(aCanary(different))).toContain(expected);
  });
});

describe('a file', () => {
  it.each([
    ['that says so', { procedure: 'canary', weights: [5] }, 'canary'],
    ['with weights', { weights: [5] }, 'canary'],
    ['with steps', { steps: [{ setWeight: 5 }] }, 'canary'],
    ['that says otherwise', { procedure: 'blue-green' }, 'blue-green'],
    ['with neither', {}, undefined],
  ])('%s is the spec of a canary, or is not', (_, different, procedure) => {
    const check = checkSpecOfEither(aSpec(different));
    expect(check.kind === 'ok' ? check.spec.procedure : 'invalid').toBe(procedure);
  });

  it.each([
    [
      'of an unknown procedure',
      { procedure: 'canray' },
      'procedure: "canray" must be one of "blue-green", "canary"; did you mean "canary"?',
    ],
    [
      'of a canary that has batches',
      { weights: [5], batches: { size: 1 } },
      'batches: {"size":1} is not a field here',
    ],
    ['of a canary without steps', { procedure: 'canary' }, 'must have either steps or weights'],
    [
      'of a blue-green release that has steps',
      { procedure: 'blue-green', steps: [] },
      'steps: [] is not a field here',
    ],
  ])('%s is refused', (_, different, expected) => {
    expect(problemsOf(aSpec(different), checkSpecOfEither)).toContain(expected);
  });

  it('is refused by the workflow of the other procedure', () => {
    expect(problemsOf(aSpec({ procedure: 'canary' }), checkSpec)).toContain(
      'procedure: "canary" must be one of "blue-green"',
    );
    expect(problemsOf(aCanary({ procedure: 'blue-green' }))).toContain(
      'procedure: "blue-green" must be one of "canary"',
    );
  });
});
