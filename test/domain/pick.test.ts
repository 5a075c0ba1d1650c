import { describe, expect, it } from 'vitest';
import { enoughStay, pickLeaving } from '../../src/domain/pick.ts';
import { anApp, aTask } from '../support/apps.ts';

const at = (second: number) => ({ startedAt: `2026-11-24T10:00:0${second}.000Z` });
const sick = { health: { kind: 'unhealthy' as const, consecutiveFailures: 1 } };

describe('pickLeaving', () => {
  it.each([
    ['the oldest first', [aTask('new', at(3)), aTask('old', at(1)), aTask('mid', at(2))], 2, ['old', 'mid']],
    [
      'an unhealthy one before an older healthy one',
      [aTask('old', at(1)), aTask('sick', { ...at(5), ...sick })],
      1,
      ['sick'],
    ],
    [
      'one that does not run yet before all that run',
      [aTask('sick', sick), aTask('staging', { state: 'TASK_STAGING' })],
      1,
      ['staging'],
    ],
    [
      'one of unknown health like a healthy one',
      [aTask('b', { ...at(1), health: { kind: 'unknown' } }), aTask('a', at(2))],
      1,
      ['b'],
    ],
    ['by id among tasks of the same age', [aTask('b'), aTask('a')], 1, ['a']],
    [
      'none that is ending or out of reach',
      [aTask('k', { state: 'TASK_KILLING' }), aTask('u', { state: 'TASK_UNREACHABLE' }), aTask('r')],
      3,
      ['r'],
    ],
    [
      'none that has ended and waits to be started again',
      [aTask('f', { state: 'TASK_FAILED' }), aTask('g', { state: 'TASK_GONE' }), aTask('r')],
      3,
      ['r'],
    ],
    ['none when none is wanted', [aTask('a')], -1, []],
  ])('picks %s', (_title, tasks, count, expected) => {
    expect(pickLeaving(anApp(tasks), count)).toEqual(expected);
  });
});

describe('enoughStay', () => {
  const unknown = { health: { kind: 'unknown' as const } };
  it.each([
    ['all that stay are healthy', [aTask('a'), aTask('b'), aTask('c')], ['a'], 2, true],
    ['one that has died is not back yet', [aTask('a'), aTask('b')], ['a'], 2, false],
    ['one that is back is not healthy yet', [aTask('a'), aTask('b'), aTask('c', unknown)], ['a'], 2, false],
    ['nobody knows who is healthy', [aTask('a', unknown), aTask('b', unknown)], ['a'], 1, false],
    ['a sick one leaves', [aTask('a', sick), aTask('b')], ['a'], 2, true],
    ['one that does not run leaves', [aTask('a', { state: 'TASK_STAGING' }), aTask('b')], ['a'], 2, true],
    ['nobody is to stay', [aTask('a')], ['a'], 0, true],
    ['nobody leaves', [aTask('a')], [], 2, true],
  ])('where %s', (_title, tasks, leave, staying, expected) => {
    expect(enoughStay(anApp(tasks), leave, staying)).toBe(expected);
  });
});
