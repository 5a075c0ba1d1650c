import { describe, expect, it } from 'vitest';
import { judgeSteadiness } from '../../src/domain/steadiness.ts';
import { anApp, aTask } from '../support/apps.ts';

const wish = { instances: 2 };
const well = anApp([aTask('t1'), aTask('t2')]);
const sick = anApp([
  aTask('t1'),
  aTask('t2', { health: { kind: 'unhealthy', consecutiveFailures: 3, cause: 'status 500' } }),
]);

describe('judgeSteadiness', () => {
  it('forgets a doubt once all are healthy again', () => {
    expect(judgeSteadiness({ shakySince: 0 }, well, wish, 4_000, 5_000)).toEqual({
      lastFailure: '',
      failedAt: [],
    });
  });

  it('tolerates a short doubt', () => {
    expect(judgeSteadiness({}, sick, wish, 1_000, 5_000)).toMatchObject({ shakySince: 1_000 });
    expect(judgeSteadiness({ shakySince: 1_000 }, sick, wish, 5_999, 5_000)).toMatchObject({
      shakySince: 1_000,
    });
  });

  it('names the sick task once the doubt has lasted', () => {
    expect(judgeSteadiness({ shakySince: 1_000 }, sick, wish, 6_000, 5_000).cause).toMatchObject({
      kind: 'unhealthy',
      taskId: 't2',
      lastFailure: 'status 500',
    });
  });

  it('gives up on an app whose tasks fail again and again, however quickly they come back', () => {
    const failing = (number: number) =>
      anApp([aTask('t1'), aTask('t2')], {
        lastTaskFailure: {
          taskId: `t${number}`,
          timestamp: `2026-11-24T10:00:0${number}.000Z`,
          host: 'agent-1',
          state: 'TASK_FAILED',
          message: 'exit 3',
        },
      });
    const looks = (numbers: readonly number[], everyMs: number) =>
      numbers.reduce<ReturnType<typeof judgeSteadiness>>(
        (known, number, index) => judgeSteadiness(known, failing(number), wish, index * everyMs, 5_000),
        {},
      );
    expect(looks([0, 0, 1, 1, 2, 2], 1_000).cause).toBeUndefined();
    expect(looks([0, 1, 2, 3], 1_000).cause).toMatchObject({ kind: 'crash-loop', taskId: 't3' });
    expect(looks([0, 1, 2, 3], 200_000).cause).toBeUndefined();
  });

  it.each([
    [
      'a task out of reach',
      anApp([aTask('t1'), aTask('t2', { state: 'TASK_UNREACHABLE' })]),
      'unreachable-task',
    ],
    ['a missing task', anApp([aTask('t1')]), 'not-enough-tasks'],
    ['a deleted app', undefined, 'foreign-change'],
  ])('names %s', (_title, app, kind) => {
    expect(judgeSteadiness({ shakySince: 0 }, app, wish, 6_000, 5_000).cause?.kind).toBe(kind);
  });
});
