import { describe, expect, it } from 'vitest';
import { planSteps } from '../../../src/local/marathon/deployments/plan.ts';
import { restartStrategy } from '../../../src/local/marathon/deployments/restart-strategy.ts';
import { proposeScaling } from '../../../src/local/marathon/deployments/scaling.ts';
import {
  stamped,
  withApp,
  EMPTY_ROOT,
  type RootGroup,
} from '../../../src/local/marathon/groups/root-group.ts';
import { withServicePorts } from '../../../src/local/marathon/groups/service-ports.ts';
import { afterProbe, isAlive, type HealthState } from '../../../src/local/marathon/health/health-state.ts';
import { parseLabelSelector } from '../../../src/local/marathon/http/label-selector.ts';
import { completeApp } from '../../../src/local/marathon/model/app-body.ts';
import type { AppSpec } from '../../../src/local/marathon/model/app-spec.ts';
import { canonicalId, instanceIdOfTask, parentsOf } from '../../../src/local/marathon/model/path-id.ts';
import { afterFailure, remainingMs } from '../../../src/local/marathon/tasks/backoff.ts';
import type { Condition, Instance } from '../../../src/local/marathon/tasks/instance.ts';

const VERSION = '2026-01-01T00:00:00.000Z';

function app(id: string, fields: Partial<AppSpec> = {}): AppSpec {
  return { ...completeApp(id, { cmd: 'true' }, VERSION), ...fields };
}

function root(...apps: readonly AppSpec[]): RootGroup {
  return stamped(EMPTY_ROOT, apps.reduce(withApp, EMPTY_ROOT), VERSION);
}

function instance(
  id: string,
  condition: Condition,
  stagedAt: string,
  goal: Instance['goal'] = 'Running',
): Instance {
  return {
    id,
    appId: '/a',
    goal,
    condition,
    spec: app('/a'),
    scheduledAt: stagedAt,
    ...(condition !== 'Scheduled' && {
      task: { id, incarnation: 1, state: 'TASK_RUNNING', host: 'h', ports: [], stagedAt, sandbox: '' },
    }),
  };
}

describe('whom scaling kills', () => {
  const old = instance('old', 'Running', '2026-01-01');
  const young = instance('young', 'Running', '2026-01-02');
  const starting = instance('starting', 'Starting', '2026-01-01');
  const waiting = instance('waiting', 'Scheduled', '2026-01-03');
  const dying = instance('dying', 'Running', '2026-01-01', 'Decommissioned');

  it.each([
    ['the youngest by default', [old, young], [], 1, 'YOUNGEST_FIRST', ['young'], 0],
    ['the oldest when asked', [old, young], [], 1, 'OLDEST_FIRST', ['old'], 0],
    ['one that starts before one that runs', [young, starting], [], 1, 'YOUNGEST_FIRST', ['starting'], 0],
    ['one that runs before one that waits', [young, waiting], [], 1, 'YOUNGEST_FIRST', ['young'], 0],
    ['the sentenced one before all others', [old, young], ['old'], 1, 'YOUNGEST_FIRST', ['old'], 0],
    ['a sentenced one even when none is too many', [old, young], ['old'], 2, 'YOUNGEST_FIRST', ['old'], 1],
    [
      'nobody twice: who was told to go is no longer counted',
      [old, young, dying],
      ['dying'],
      1,
      'YOUNGEST_FIRST',
      ['young'],
      0,
    ],
    ['nobody while more are to be started', [old], [], 3, 'YOUNGEST_FIRST', [], 2],
  ] as const)('%s', (_title, instances, sentenced, scaleTo, killSelection, killed, startCount) => {
    const proposed = proposeScaling({ instances, sentenced, scaleTo, killSelection });
    expect(proposed.kill.map((it) => it.id)).toEqual(killed);
    expect(proposed.startCount).toBe(startCount);
  });
});

describe('the bounds of a rolling restart', () => {
  it.each([
    ['keeps all and doubles by default', 4, 1, 1, 4, 0, 8],
    ['kills half at once when half may be missing', 4, 0.5, 0, 4, 2, 4],
    ['allows one too many where nothing could move', 4, 1, 0, 4, 0, 5],
    ['kills what is too many at once', 1, 1, 1, 2, 1, 2],
    ['kills all at once when none has to be there', 3, 0, 0, 3, 3, 3],
  ])(
    '%s',
    (_title, instances, minimumHealthCapacity, maximumOverCapacity, oldCount, killAtOnce, maxCapacity) => {
      const spec = app('/a', { instances, upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity } });
      expect(restartStrategy(spec, oldCount)).toEqual({ killAtOnce, maxCapacity });
    },
  );
});

describe('the steps of a deployment', () => {
  const actions = (from: RootGroup, to: RootGroup): string[][] =>
    planSteps(from, stamped(from, to, '2026-01-02T00:00:00.000Z')).map(({ actions: all }) =>
      all.map((it) => `${it.action} ${it.app}`),
    );

  it.each([
    [
      'start and then scale a new app',
      root(),
      root(app('/a')),
      [['StartApplication /a'], ['ScaleApplication /a']],
    ],
    [
      'scale where only the number differs',
      root(app('/a')),
      root(app('/a', { instances: 3 })),
      [['ScaleApplication /a']],
    ],
    [
      'restart where a label differs',
      root(app('/a')),
      root(app('/a', { labels: { a: 'b' } })),
      [['RestartApplication /a']],
    ],
    [
      'scale to nothing whatever else differs',
      root(app('/a')),
      root(app('/a', { instances: 0, cmd: 'false' })),
      [['ScaleApplication /a']],
    ],
    ['are none where nothing differs', root(app('/a')), root(app('/a')), []],
    ['stop an app that is gone', root(app('/a')), root(), [['StopApplication /a']]],
    [
      'scale a dependency before its dependent',
      root(),
      root(app('/x', { dependencies: ['/y'] }), app('/y')),
      [['StartApplication /x', 'StartApplication /y'], ['ScaleApplication /y'], ['ScaleApplication /x']],
    ],
  ])('%s', (_title, from, to, expected) => {
    expect(actions(from, to)).toEqual(expected);
  });
});

describe('service ports', () => {
  const port = (number: number): Partial<AppSpec> => ({
    portDefinitions: [{ port: number, protocol: 'tcp' }],
  });

  it('are the lowest free ones, and stay when an app is written again without them', () => {
    const first = withServicePorts(
      root(),
      root(app('/a', port(0)), app('/b', port(10_001)), app('/c', port(0))),
    );
    expect(Object.values(first.apps).map((it) => it.portDefinitions?.[0]?.port)).toEqual([
      10_000, 10_001, 10_002,
    ]);
    const again = withServicePorts(first, root(app('/c', port(0))));
    expect(again.apps['/c']?.portDefinitions?.[0]?.port).toBe(10_002);
  });
});

describe('health', () => {
  const rule = { maxConsecutiveFailures: 3, withinGrace: false, countedBy: 'marathon' as const };
  const failure = { kind: 'failure', cause: 'no' } as const;
  const failed = (times: number): HealthState => ({ consecutiveFailures: times, lastFailure: '1' });

  it.each([
    [
      'a failure within grace before any success does not count',
      undefined,
      { ...rule, withinGrace: true },
      0,
      false,
    ],
    [
      'a failure within grace after a success counts',
      { consecutiveFailures: 0, firstSuccess: '1' },
      { ...rule, withinGrace: true },
      1,
      false,
    ],
    ['the last allowed failure does not kill', failed(2), rule, 3, false],
    ['the failure after it kills', failed(3), rule, 4, true],
    [
      'an executor kills at the last allowed failure',
      failed(2),
      { ...rule, countedBy: 'executor' as const },
      3,
      true,
    ],
    ['with 0 no failure kills', failed(9), { ...rule, maxConsecutiveFailures: 0 }, 10, false],
  ])('%s', (_title, before, given, failures, kill) => {
    const verdict = afterProbe(before, failure, given, '2');
    expect([verdict.next.consecutiveFailures, verdict.kill]).toEqual([failures, kill]);
    expect(isAlive(verdict.next)).toBe(false);
  });

  it('a success ends a row of failures and keeps the cause of the last', () => {
    const { next } = afterProbe({ ...failed(2), lastFailureCause: 'no' }, { kind: 'success' }, rule, '2');
    expect(next).toEqual({
      consecutiveFailures: 0,
      firstSuccess: '2',
      lastSuccess: '2',
      lastFailure: '1',
      lastFailureCause: 'no',
    });
    expect(isAlive(next)).toBe(true);
  });
});

describe('the delay after a failure', () => {
  const spec = app('/a', { backoffSeconds: 3, backoffFactor: 2, maxLaunchDelaySeconds: 10 });

  it('grows by the factor up to the longest one', () => {
    const first = afterFailure(undefined, spec, 0);
    const second = afterFailure(first, spec, first.untilMs);
    const third = afterFailure(second, spec, second.untilMs);
    expect([first.delayMs, second.delayMs, third.delayMs]).toEqual([3000, 6000, 10_000]);
    expect(remainingMs(first, spec, 1000)).toBe(2000);
  });

  it('starts anew for another configuration and after a long run', () => {
    const first = afterFailure(undefined, spec, 0);
    const changed = { ...spec, version: '2027-01-01T00:00:00.000Z' };
    expect(remainingMs(first, changed, 0)).toBe(0);
    expect(afterFailure(first, changed, 1000).delayMs).toBe(3000);
    expect(afterFailure(first, spec, 3_600_000).delayMs).toBe(3000);
  });
});

describe('label selectors', () => {
  it.each([
    ['a', true],
    ['!a', false],
    ['a==b', true],
    ['a!=b', false],
    ['a!=c', true],
    ['a in (b, c)', true],
    ['a notin (b, c)', false],
    ['a==b,x', false],
    ['a in (b,c), !x', true],
    ['x!=y', false],
  ])('%s', (text, expected) => {
    expect(parseLabelSelector(text)({ a: 'b' })).toBe(expected);
  });
});

describe('ids', () => {
  it.each([
    ['a', '/', '/a'],
    ['/a//b/', '/', '/a/b'],
    ['b', '/g', '/g/b'],
    ['../b', '/g/h', '/g/b'],
  ])('%s in %s is %s', (id, base, expected) => {
    expect(canonicalId(id, base)).toBe(expected);
  });

  it('know the groups they lie in', () => {
    expect(parentsOf('/a/b/c')).toEqual(['/', '/a', '/a/b']);
  });

  it('of tasks lead to their instance whatever the incarnation', () => {
    const instanceId = 'g_a.instance-00000000-0000-11e9-8000-000000000000';
    expect(instanceIdOfTask(`${instanceId}._app.99`)).toBe(instanceId);
    expect(instanceIdOfTask('not a task')).toBeUndefined();
    expect(() => instanceIdOfTask('foo.bar')).toThrow('Invalid UUID string: bar');
  });
});
