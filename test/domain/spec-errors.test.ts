import { describe, expect, it } from 'vitest';
import { checkSpec, renderSpecProblems } from '../../src/domain/spec-errors.ts';
import { anApp, aSpec } from './spec-input.ts';

function problemsOf(input: unknown): string {
  const check = checkSpec(input);
  return check.kind === 'ok' ? '' : renderSpecProblems(check.problems);
}

const TOO_LONG =
  'must be at most ten years, "3650d". To wait for people without an end, leave deadline, for or the duration of a pause out';

describe('a spec', () => {
  it('with the three fields that it must have gets every default', () => {
    expect(checkSpec(aSpec())).toEqual({
      kind: 'ok',
      spec: {
        target: 'local',
        service: 'shop',
        app: anApp(),
        portIndex: 0,
        batches: {},
        capacity: {},
        health: { timeout: '5m', tolerance: '5s', required: true },
        drain: { timeout: '5m', onTimeout: 'roll-back' },
        approval: 'none',
        bake: { duration: '10m', checks: [], interval: '15s', failureLimit: 0 },
      },
    });
  });

  it.each([
    ['batches by size', { batches: { size: 2 } }],
    ['batches by percentage', { batches: { percent: 12.5 } }],
    ['batches with growth alone', { batches: { growth: 1.5 } }],
    ['an id in a group', { app: anApp({ id: 'team/shop.v1' }) }],
    ['no health checks, said so', { app: anApp({ healthChecks: undefined }), health: { required: false } }],
    ['no bake', { bake: { duration: '0s' } }],
    ['the longest duration', { until: { point: 'batch 1', for: '3650d' } }],
    ['a gauge', { pending: { metric: 'pending_operations' } }],
    [
      'addresses and secrets of the app itself',
      { app: anApp({ env: { URL: 'http://x', PASSWORD: 'p' }, uris: ['http://y'] }) },
    ],
    [
      'an address within PromQL',
      { bake: { checks: [{ name: 'up', query: 'probe{instance="http://x"}', min: 1 }] } },
    ],
  ])('may have %s', (_, different) => {
    expect(problemsOf(aSpec(different))).toBe('');
  });

  it.each([
    [
      'nothing',
      undefined,
      'spec: (absent) is no spec: give one object with at least target, service and app',
    ],
    ['null', null, 'spec: null is no spec: give one object with at least target, service and app'],
    [
      'JSON within quotes',
      '{}',
      'spec: "{}" is text: give one object with at least target, service and app, as JSON and not as JSON within quotes',
    ],
    [
      'a list',
      [],
      'spec: [] is a list: give one object with at least target, service and app, without the list around it',
    ],
    ['a number', 3, 'spec: 3 is no spec: give one object with at least target, service and app'],
    [
      'a missing target',
      aSpec({ target: undefined }),
      "target: (absent) must be given: Name of a target in the worker's configuration.",
    ],
    ['an empty target', aSpec({ target: '' }), 'target: "" must not be empty'],
    [
      'a wrong word',
      aSpec({ drain: { onTimeout: 'rollback' } }),
      'drain.onTimeout: "rollback" must be one of "roll-back", "pause", "kill"; did you mean "roll-back"?',
    ],
    [
      'a word like none',
      aSpec({ drain: { onTimeout: 'explode' } }),
      'drain.onTimeout: "explode" must be one of "roll-back", "pause", "kill"',
    ],
    [
      'a bare number for a duration',
      aSpec({ health: { timeout: 30 } }),
      'health.timeout: 30 must be a duration with a unit, such as "30s" or "5m"',
    ],
    [
      'a duration without a unit',
      aSpec({ health: { timeout: '30' } }),
      'health.timeout: "30" must be a duration with a unit, such as "30s" or "5m"',
    ],
    [
      'a duration beyond all dates',
      aSpec({ gates: [{ before: 'bake', deadline: '99999999w' }] }),
      `gates[0].deadline: "99999999w" ${TOO_LONG}`,
    ],
    [
      'a duration a day too long',
      aSpec({ bake: { duration: '3651d' } }),
      `bake.duration: "3651d" ${TOO_LONG}`,
    ],
    ['text for a number', aSpec({ portIndex: '0' }), 'portIndex: "0" must be a number'],
    ['a part of a task', aSpec({ batches: { size: 1.5 } }), 'batches.size: 1.5 must be a whole number'],
    ['a batch of none', aSpec({ batches: { size: 0 } }), 'batches.size: 0 must be at least 1'],
    ['more than all', aSpec({ batches: { percent: 101 } }), 'batches.percent: 101 must be at most 100'],
    ['none of all', aSpec({ batches: { percent: 0 } }), 'batches.percent: 0 must be more than 0'],
    [
      'two kinds of batches',
      aSpec({ batches: { first: 1, size: 2 } }),
      'batches: {"first":1,"size":2} must have one form: { first, growth }, { size } or { percent }',
    ],
    ['a number for batches', aSpec({ batches: 3 }), 'batches: 3 must be a mapping of fields'],
    [
      'a field with a typing mistake',
      aSpec({ drian: {} }),
      'drian: {} is not a field here; did you mean "drain"?',
    ],
    [
      'a field in other capitals',
      aSpec({ drain: { on_timeout: 'kill' } }),
      'drain.on_timeout: "kill" is not a field here; did you mean "onTimeout"?',
    ],
    [
      'a field of another form of batches',
      aSpec({ batches: { sise: 2 } }),
      'batches.sise: 2 is not a field here; did you mean "size"?',
    ],
    [
      'a field like none',
      aSpec({ drain: { colour: 'red' } }),
      'drain.colour: "red" is not a field here; the fields here are timeout, onTimeout',
    ],
    [
      'an id that Marathon refuses',
      aSpec({ app: anApp({ id: '/Shop' }) }),
      'app.id: "/Shop" must be a Marathon app id: lower-case letters, digits, "-" and ".", such as "/shop"',
    ],
    ['no task', aSpec({ app: anApp({ instances: 0 }) }), 'app.instances: 0 must be at least 1'],
    [
      'a number for a label',
      aSpec({ app: anApp({ labels: { v: 1 } }) }),
      'app.labels.v: 1 must be text (put it in quotes)',
    ],
    [
      'an app without health checks',
      aSpec({ app: anApp({ healthChecks: [] }) }),
      'app.healthChecks: [] must have at least one health check; or say health.required: false, and running counts as healthy',
    ],
    [
      'a check without a bound',
      aSpec({ bake: { checks: [{ name: 'a', query: 'up' }] } }),
      'bake.checks[0]: {"name":"a","query":"up"} must have "max", "min" or both',
    ],
    [
      'an unknown placeholder',
      aSpec({ bake: { checks: [{ name: 'a', query: 'up{{ap}}', max: 1 }] } }),
      'bake.checks[0].query: "up{{ap}}" must have no placeholder but {{app}} and {{service}}',
    ],
    ['checks without end', aSpec({ bake: { interval: '0s' } }), 'bake.interval: "0s" must be more than zero'],
    [
      'a metric that is none',
      aSpec({ pending: { metric: 'pending-operations' } }),
      'pending.metric: "pending-operations" must be the name of a Prometheus metric, such as "pending_operations"',
    ],
    [
      'a long value, shortened',
      aSpec({ service: 'S'.repeat(80) }),
      `service: "${'S'.repeat(59)}... must be lower-case letters, digits and "-", at most 42, such as "shop"`,
    ],
  ])('of %s is refused with field, value and remedy', (_, input, expected) => {
    expect(problemsOf(input)).toBe(expected);
  });

  it.each([
    ['a section of addresses', { marathon: { url: 'http://m', password: 'hunter2' } }, 'marathon'],
    ['a password', { password: 'hunter2' }, 'password'],
    ['a token below a field', { drain: { token: 'hunter2' } }, 'drain.token'],
    [
      'credentials in a list',
      { bake: { checks: [{ name: 'a', query: 'up', max: 1, credentials: { password: 'hunter2' } }] } },
      'bake.checks[0].credentials',
    ],
    ['an address as the target', { target: 'https://u:hunter2@master/' }, 'target'],
    ['an address as a path', { pending: { metric: 'm', path: 'http://hunter2/metrics' } }, 'pending.path'],
  ])('with %s is refused without showing it, once', (_, different, field) => {
    expect(problemsOf(aSpec(different))).toBe(
      `${field}: (hidden) belongs in the worker's configuration: set it there for a target, and name that target here as \`target\``,
    );
  });

  it('is told everything that is wrong with it at once', () => {
    const problems = problemsOf({ service: 'Shop', app: anApp(), token: 't', bake: { duration: 'x' } }).split(
      '\n',
    );
    expect(problems.map((it) => it.split(':')[0])).toEqual(['token', 'target', 'service', 'bake.duration']);
  });

  it('may have names of JavaScript itself without effect', () => {
    const input = JSON.parse('{"__proto__": {"target": "x"}, "constructor": 1, "service": "s"}') as unknown;
    expect(problemsOf(input)).toContain('target: (absent) must be given');
  });

  it('may have a length that is none where text is wanted, and is told so', () => {
    const id = { length: { constructor: 1, toString: 2 } };
    expect(problemsOf(aSpec({ app: anApp({ id: id }) }))).toMatch(/^app\.id\.length: /);
  });

  it('may be nested as deep as JSON allows, and is told so', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as unknown;
    expect(problemsOf({ ...(aSpec() as object), app: { ...anApp(), labels: deep } })).toContain(
      'is nested too deep: ',
    );
  });
});
