import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/domain/preview/facts.ts';
import { obstaclesOf } from '../../../src/domain/preview/obstacles.ts';
import { portClash } from '../../../src/domain/preview/port-clash.ts';
import { toPreview } from '../../../src/domain/preview/to-preview.ts';
import { problemAt } from '../../../src/domain/problem.ts';
import { anApp as aRunning, aTask } from '../../support/apps.ts';
import { anApp } from '../spec-input.ts';
import { aChecked, aPlan, noFacts } from './planned.ts';

type Different = Readonly<Record<string, unknown>>;

function told(different: Different, facts: Partial<Facts>) {
  const plan = aPlan(different);
  return obstaclesOf(aChecked(different), { kind: 'planned', plan }, { ...noFacts, ...facts });
}

const holder = { workflowId: 'w', runId: 'r' };
const sick = aTask('2', { health: { kind: 'unhealthy', consecutiveFailures: 1 } });
const pending = { metric: 'pending_operations' };
const unread = [
  { taskId: '1', value: 0 },
  { taskId: '2', problem: 'NaN is no count' },
];
const query = { field: 'bake.checks[0].query', check: 'errors', query: 'sum(e)' };
const fixed = anApp({ requirePorts: true, portDefinitions: [{ port: 8080 }] });
const withoutChecks = { app: anApp({ healthChecks: [] }), health: { required: false } };

describe('what stands in the way', () => {
  it('is nothing where all is well', () => {
    const blue = aRunning([aTask('1')]);
    expect(told({ pending }, { blue, gauges: [{ taskId: '1', value: 3 }] })).toEqual([]);
  });

  it.each<[string, Different, Partial<Facts>, boolean, RegExp]>([
    ['a release that runs', {}, { holder }, true, /running already: workflow w$/],
    ['one to wait for', { whenBusy: 'queue' }, { holder, waiting: 2 }, false, /workflow w; 2 releases wait/],
    ['one to be aborted', { whenBusy: 'replace' }, { holder }, false, /running already/],
    ['a line', {}, { waiting: 1 }, true, /^1 release waits in line$/],
    [
      'a running deployment',
      {},
      { deployments: [{ appId: '/shop-a', ids: ['d1'] }] },
      false,
      /\/shop-a is being deployed.*d1/,
    ],
    ['no health checks', withoutChecks, {}, false, /has no health checks/],
    [
      'a port of both',
      { app: fixed },
      { blueDefinition: { id: '/shop-a', ...fixed } },
      false,
      /insist on port 8080/,
    ],
    [
      'a sick blue',
      {},
      { blue: aRunning([aTask('1'), sick]) },
      false,
      /^1 of 2 tasks of \/shop-a are healthy/,
    ],
    [
      'a new version of fewer tasks',
      { app: anApp({ instances: 1 }) },
      { blue: aRunning([aTask('1'), aTask('2')]) },
      false,
      /^2 tasks serve now, the new version ends with 1$/,
    ],
    [
      'blue outside of the pool',
      {},
      { blue: aRunning([aTask('1')]), pool: { servers: [], shareOfB: {} } },
      false,
      /1 healthy tasks of \/shop-a get no users/,
    ],
    [
      'a gauge',
      { pending },
      { gauges: unread },
      true,
      /gauge of 1 of 2 tasks cannot be read, the first: NaN/,
    ],
    [
      'a gauge, where tasks are killed',
      { pending, drain: { onTimeout: 'kill' } },
      { gauges: unread },
      false,
      /cannot be read/,
    ],
    [
      'a query without data',
      {},
      { queries: [{ ...query, answer: { kind: 'no-data' } }] },
      false,
      /"errors" has no data/,
    ],
    [
      'a query that is refused',
      {},
      { queries: [{ ...query, answer: { kind: 'refused', message: 'parse error' } }] },
      true,
      /refused by Prometheus: parse error/,
    ],
    [
      'a Prometheus that is silent',
      {},
      { queries: [{ ...query, answer: { kind: 'unanswered', message: 'timeout' } }] },
      false,
      /no answer from Prometheus: timeout/,
    ],
    [
      'a system out of reach',
      {},
      { troubles: [{ what: 'the load balancer', problem: 'no answer' }] },
      true,
      /load balancer could not be read: no answer/,
    ],
    [
      'a name that the worker does not know',
      {},
      { problems: [problemAt(['hooks', 0, 'to'], 'x', 'is unknown')] },
      true,
      /^"x" is unknown$/,
    ],
  ])('is %s', (_, different, facts, blocks, what) => {
    const found = told(different, facts);
    expect(found).toMatchObject([{ blocks, what: expect.stringMatching(what) as unknown }]);
    expect(found[0]?.remedy).not.toBe('');
  });

  it('is told with what blocks first, and one system out of reach once', () => {
    const facts = {
      deployments: [{ appId: '/shop-a', ids: ['d'] }],
      troubles: [
        { what: 'the load balancer', problem: 'no answer' },
        { what: 'what serves now', problem: 'no answer' },
      ],
    };
    expect(told({}, facts).map(({ blocks }) => blocks)).toEqual([true, false]);
  });
});

describe('without a plan', () => {
  it('its problems are told, with their remedy apart', () => {
    const problem = problemAt(
      ['blue'],
      undefined,
      'must be given, since there are two. Name the one that serves',
    );
    const preview = toPreview(aChecked(), { kind: 'unplanned', problems: [problem] }, noFacts);
    expect(preview).toEqual({
      procedure: 'blue-green',
      service: 'shop',
      target: 'local',
      summary: 'a release of "shop" cannot be planned as things are',
      blocked: true,
      obstacles: [
        {
          field: 'blue',
          what: '(absent) must be given, since there are two',
          remedy: 'Name the one that serves',
          blocks: true,
        },
      ],
    });
  });

  it('what cannot be read is told once, though a release would wait for it', () => {
    const problem = 'no backend shop_a';
    const planned = {
      kind: 'unplanned',
      problems: [],
      waitsFor: `the pool to be read (${problem})`,
    } as const;
    const facts = { ...noFacts, troubles: [{ what: 'the load balancer', problem }] };
    expect(toPreview(aChecked(), planned, facts).obstacles).toMatchObject([
      { what: `the load balancer could not be read: ${problem}`, blocks: true },
    ]);
  });

  it('what a release would wait for is told', () => {
    const planned = { kind: 'unplanned', problems: [], waitsFor: 'metrics' } as const;
    expect(toPreview(aChecked(), planned, noFacts).obstacles).toMatchObject([
      { what: 'it cannot be planned yet: a release would wait for metrics', blocks: true },
    ]);
  });
});

const mapped = (hostPort: number) => ({
  id: '/x',
  container: { portMappings: [{ containerPort: 80, hostPort }] },
});

it.each<[string, Different, Different, readonly number[]]>([
  ['a port that both require', fixed, fixed, [8080]],
  ['its old name', fixed, { requirePorts: true, ports: [8080, 9090] }, [8080]],
  ['a port that is a wish', fixed, { portDefinitions: [{ port: 8080 }] }, []],
  ['a mapped one', mapped(8080), mapped(8080), [8080]],
  ['one of Docker', fixed, { container: { docker: { portMappings: [{ hostPort: 8080 }] } } }, [8080]],
  ['one of each', mapped(8080), mapped(8081), []],
  ['none', mapped(0), mapped(0), []],
])('of ports %s', (_, blue, green, clash) => {
  expect(portClash({ id: '/a', ...blue }, { id: '/b', ...green })).toEqual(clash);
});
