import { describe, expect, it } from 'vitest';
import type { App } from '../../src/domain/app.ts';
import { decideRetirement, type RetirementStep } from '../../src/domain/retirement.ts';
import { anApp, aTask } from '../support/apps.ts';

/** Retire t1 and t2 of an app that had 4. */
const wish = { appId: '/shop-a', taskIds: ['t1', 't2'], from: 4 };
const tasks = (...ids: string[]) => ids.map((id) => aTask(id));

const cases: readonly [string, App | undefined, RetirementStep][] = [
  [
    'nothing has happened yet',
    anApp(tasks('t1', 't2', 't3', 't4')),
    { kind: 'kill-and-scale', taskIds: ['t1', 't2'] },
  ],
  [
    'a deployment runs',
    anApp(tasks('t1', 't2', 't3', 't4'), { deployments: ['d'] }),
    { kind: 'wait', because: 'deployment d of /shop-a runs' },
  ],
  [
    'the count is down and the tasks still end',
    anApp(tasks('t1', 't3', 't4'), { instances: 2 }),
    { kind: 'wait', because: '1 of 2 tasks are still ending' },
  ],
  ['the count is down and the tasks are gone', anApp(tasks('t3', 't4')), { kind: 'done', instances: 2 }],
  [
    'one of the tasks has ended by itself and was replaced',
    anApp(tasks('t2', 't3', 't4', 't5')),
    { kind: 'kill-and-scale', taskIds: ['t2'] },
  ],
  [
    'both have ended by themselves and were replaced',
    anApp(tasks('t3', 't4', 't5', 't6')),
    { kind: 'done', instances: 4 },
  ],
  [
    'one of the tasks has ended by itself and is listed until it is started again',
    anApp([aTask('t1', { state: 'TASK_FAILED' }), ...tasks('t2', 't3', 't4')]),
    { kind: 'kill-and-scale', taskIds: ['t2'] },
  ],
  [
    'both have ended by themselves and are listed',
    anApp([
      aTask('t1', { state: 'TASK_FAILED' }),
      aTask('t2', { state: 'TASK_FINISHED' }),
      ...tasks('t3', 't4'),
    ]),
    { kind: 'done', instances: 4 },
  ],
  [
    'only one was counted, since the other had just ended',
    anApp(tasks('t3', 't4', 't5')),
    { kind: 'done', instances: 3 },
  ],
  [
    'the count is down and a task is out of reach',
    anApp([aTask('t1', { state: 'TASK_UNREACHABLE' }), ...tasks('t3', 't4')], { instances: 2 }),
    { kind: 'done', instances: 2 },
  ],
  [
    'a named task is out of reach and was not counted',
    anApp([aTask('t1', { state: 'TASK_UNREACHABLE' }), ...tasks('t3', 't4', 't5')]),
    { kind: 'done', instances: 4 },
  ],
  [
    'one task too many was taken',
    anApp(tasks('t4')),
    { kind: 'set-instances', instances: 2, because: '/shop-a stands at 1, fewer than the 2 asked for' },
  ],
  [
    'somebody has scaled up, so that the caller picks again',
    anApp(tasks('t1', 't2', 't3', 't4', 't5')),
    { kind: 'done', instances: 5 },
  ],
  [
    'somebody has scaled down to between the two counts, so that the caller picks again',
    anApp(tasks('t1', 't3', 't4'), { instances: 3 }),
    { kind: 'pick-again', instances: 3 },
  ],
  ['somebody has deleted the app', undefined, { kind: 'done', instances: 0 }],
];

describe('decideRetirement', () => {
  it.each(cases)('decides when %s', (_title, app, step) => {
    expect(decideRetirement(app, wish)).toEqual(step);
  });

  it('never sends again once the count has moved or a deployment runs, whatever is listed', () => {
    for (const instances of [0, 1, 2, 3]) {
      expect(decideRetirement(anApp(tasks('t1', 't2', 't3', 't4'), { instances }), wish).kind).not.toBe(
        'kill-and-scale',
      );
    }
  });
});
