import { describe, expect, it } from 'vitest';
import type { App, TaskFailure } from '../../src/domain/app.ts';
import { causeOfTimeout, judgeHealth } from '../../src/domain/health-verdict.ts';
import { anApp, aTask } from '../support/apps.ts';

const failure = (second: number): TaskFailure => ({
  taskId: `t${second}`,
  host: 'agent-1',
  state: 'TASK_FAILED',
  message: 'exit 1',
  timestamp: `2026-11-24T10:00:0${second}.000Z`,
});
const sick = aTask('t2', { health: { kind: 'unhealthy', consecutiveFailures: 2, cause: 'status 503' } });
const unknown = aTask('t2', { health: { kind: 'unknown' } });

describe('judgeHealth', () => {
  const cases: readonly [string, App | undefined, object][] = [
    ['all wished tasks are alive', anApp([aTask('t1'), aTask('t2')]), { kind: 'healthy' }],
    [
      'a check has no result yet',
      anApp([aTask('t1'), unknown]),
      { kind: 'waiting', because: '1 of 2 tasks of /shop-a are healthy' },
    ],
    [
      'a task is unhealthy',
      anApp([aTask('t1'), sick]),
      { kind: 'waiting', suspect: { kind: 'unhealthy', taskId: 't2', lastFailure: 'status 503' } },
    ],
    [
      'a task is only staged',
      anApp([aTask('t1'), aTask('t2', { state: 'TASK_STAGING' })]),
      { kind: 'waiting' },
    ],
    ['an instance has no task yet', anApp([aTask('t1')], { instances: 2 }), { kind: 'waiting' }],
    [
      'the deployment still runs',
      anApp([aTask('t1'), aTask('t2')], { deployments: ['d'] }),
      { kind: 'waiting' },
    ],
    [
      'the count is not the wished one',
      anApp([aTask('t1')]),
      { kind: 'waiting', because: '/shop-a is set to 1 instances, not 2' },
    ],
    [
      'there is one task more than wished',
      anApp([aTask('t1'), aTask('t2'), aTask('t3')], { instances: 2 }),
      { kind: 'waiting' },
    ],
    [
      'an app without health checks runs',
      anApp([aTask('t1'), unknown], { healthCheckCount: 0 }),
      { kind: 'healthy' },
    ],
    [
      'a task is out of reach',
      anApp([aTask('t1'), aTask('t2', { state: 'TASK_UNREACHABLE' })]),
      { kind: 'hopeless', cause: { kind: 'unreachable-task', taskId: 't2' } },
    ],
    ['the app is gone', undefined, { kind: 'hopeless', cause: { kind: 'foreign-change' } }],
  ];
  it.each(cases)('judges that %s', (_title, app, verdict) => {
    expect(judgeHealth(app, { instances: 2 })).toMatchObject(verdict);
  });

  it('calls it a crash loop at the third failure of one wait', () => {
    const app = anApp([aTask('t1')], { instances: 2 });
    expect(judgeHealth(app, { instances: 2 }, [failure(1), failure(2)]).kind).toBe('waiting');
    expect(judgeHealth(app, { instances: 2 }, [failure(1), failure(2), failure(3)])).toMatchObject({
      kind: 'hopeless',
      cause: { kind: 'crash-loop', taskId: 't3', host: 'agent-1', lastFailure: 'exit 1' },
    });
  });

  it.each<[string, App, object]>([
    [
      'enough are healthy, whatever else is wrong',
      anApp([aTask('t1'), aTask('t2', { state: 'TASK_UNREACHABLE' })]),
      { kind: 'healthy' },
    ],
    ['somebody has scaled it up', anApp([aTask('t1'), aTask('t2'), aTask('t3')]), { kind: 'healthy' }],
    ['it is still scaled down', anApp([aTask('t1')]), { kind: 'waiting' }],
    ['too few are healthy', anApp([sick, unknown]), { kind: 'waiting' }],
  ])('judges of a version that comes back that %s', (_title, app, verdict) => {
    expect(
      judgeHealth(app, { instances: 2, atLeast: 1 }, [failure(1), failure(2), failure(3)]),
    ).toMatchObject(verdict);
  });

  it('asks of a version that was partly sick no more than it had', () => {
    expect(judgeHealth(anApp([aTask('t1'), sick]), { instances: 2, atLeast: 1 }).kind).toBe('healthy');
  });

  it('says what Marathon waits for', () => {
    const app = anApp([], { instances: 2 });
    const queued = { appId: '/shop-a', count: 2, backoffMs: 0, overdue: true };
    expect(judgeHealth(app, { instances: 2 }, [], queued)).toMatchObject({
      because: '0 of 2 tasks of /shop-a are healthy; 2 wait for an offer',
    });
    expect(
      judgeHealth(app, { instances: 2 }, [], { ...queued, overdue: false, backoffMs: 1_500 }),
    ).toMatchObject({
      because: '0 of 2 tasks of /shop-a are healthy; Marathon backs off for 2 s after a failure',
    });
  });
});

describe('causeOfTimeout', () => {
  it('names the suspect when there is one', () => {
    const verdict = judgeHealth(anApp([aTask('t1'), sick]), { instances: 2 });
    expect(causeOfTimeout(verdict, '/shop-a', 60_000)).toMatchObject({
      kind: 'unhealthy',
      taskId: 't2',
      host: 'agent-1',
      lastFailure: 'status 503',
      deadline: 'health.timeout',
    });
  });

  it('says how far it came when nothing is suspect', () => {
    const verdict = judgeHealth(anApp([aTask('t1')], { instances: 2 }), { instances: 2 });
    expect(causeOfTimeout(verdict, '/shop-a', 60_000)).toEqual({
      kind: 'not-enough-tasks',
      message: '1 of 2 tasks of /shop-a are healthy after 60 s',
      deadline: 'health.timeout',
    });
  });

  it('says that Marathon was not to be reached when it never was', () => {
    expect(causeOfTimeout(undefined, '/shop-a', 60_000)).toEqual({
      kind: 'marathon',
      message: '/shop-a could not be read from Marathon after 60 s',
      deadline: 'health.timeout',
    });
  });
});
