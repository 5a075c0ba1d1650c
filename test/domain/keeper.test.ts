import { describe, expect, it } from 'vitest';
import {
  givenBack,
  givenBackIn,
  handedOver,
  leftBy,
  taskIn,
  yielded,
  type KeepersTask,
} from '../../src/domain/keeper.ts';
import type { PoolIntent } from '../../src/domain/pool-intent.ts';

const of = { target: 'local', service: 'shop' };
const since = '2026-11-28T10:00:00.000Z';
const later = '2026-11-28T11:00:00.000Z';
const one = { workflowId: 'one', runId: '00000000-0000-4000-8000-000000000001' };
const two = { workflowId: 'two', runId: '00000000-0000-4000-8000-000000000002' };
const intent: PoolIntent = {
  ...of,
  portIndex: 0,
  sides: [{ appId: '/shop-a', slot: 'a', admit: 'all', withdrawn: [] }],
};
const other: PoolIntent = { ...intent, sides: [{ ...intent.sides[0]!, appId: '/shop-b', slot: 'b' }] };
const nothing: PoolIntent = { ...intent, sides: [] };

const keep: KeepersTask = { kind: 'keep', since, intent };
const find: KeepersTask = { kind: 'find', since, portIndex: 0 };
const standBy = (release = one, kept?: PoolIntent) =>
  ({ kind: 'stand-by', since, release, ...(kept && { kept }) }) as const;

describe('a release that takes the pool', () => {
  it.each<[string, KeepersTask, KeepersTask]>([
    ['what is kept is remembered', keep, { ...standBy(two, intent), since: later }],
    ['a search is given up', find, { ...standBy(two), since: later }],
    ['one that has it has ended', standBy(one, intent), { ...standBy(two, intent), since: later }],
    [
      'another has taken it since',
      { ...standBy(one), since: '2026-11-28T12:00:00.000Z' },
      { ...standBy(one), since: '2026-11-28T12:00:00.000Z' },
    ],
    ['it is handed over', handedOver(keep, 'x', since), handedOver(keep, 'x', since)],
    ['it says it twice', standBy(two, intent), standBy(two, intent)],
  ])('%s', (_, task, expected) => {
    expect(yielded(task, { ...two, takenAt: later })).toEqual(expected);
  });
});

describe('a release that gives the pool back', () => {
  it.each<[string, KeepersTask, PoolIntent | undefined, KeepersTask]>([
    [
      'with what it wants of it',
      standBy(),
      other,
      { kind: 'keep', since: later, intent: other, release: one },
    ],
    ['untouched', standBy(one, intent), undefined, { kind: 'keep', since: later, intent, release: one }],
    ['untouched, with nothing known', standBy(), undefined, { kind: 'find', since: later, portIndex: 0 }],
    ['empty', standBy(), nothing, { kind: 'hand-over', since: later, why: 'nothing serves it' }],
    [
      'with what it alone may change',
      standBy(),
      { ...other, guarded: [] },
      { kind: 'keep', since: later, intent: other, release: one },
    ],
    [
      'with tasks that it had let in',
      standBy(),
      { ...other, sides: [{ ...other.sides[0]!, admit: ['t1'] }] },
      { kind: 'keep', since: later, intent: other, release: one },
    ],
    ['although another has it by now', standBy(two), other, standBy(two)],
    ['although it is kept', keep, other, keep],
  ])('%s', (_, task, given, expected) => {
    expect(givenBack(task, { release: one, ...(given && { intent: given }) }, later)).toEqual(expected);
  });

  it('is the same as one that has ended without a word and is asked', () => {
    expect(leftBy(standBy(), other, later)).toEqual(
      givenBack(standBy(), { release: one, intent: other }, later),
    );
  });
});

describe('a hand-over', () => {
  it('ends whatever the keeper does, and the first word of it counts', () => {
    const over = handedOver(standBy(), 'handed over by ann', later);
    expect(over).toEqual({ kind: 'hand-over', since: later, why: 'handed over by ann' });
    expect(handedOver(over, 'again', since)).toBe(over);
  });
});

describe('what is sent to a keeper', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a word', 'giveBack'],
    ['no release', { intent }],
    ['a run that there cannot be', { release: { workflowId: 'one', runId: 'x' }, intent }],
    ['half a release', { release: { workflowId: 'one' }, intent }],
    ['the intent of another service', { release: one, intent: { ...intent, service: 'cart' } }],
    ['the intent of another target', { release: one, intent: { ...intent, target: 'x' } }],
    ['no port', { release: one, intent: { ...intent, portIndex: -1 } }],
    ['no sides', { release: one, intent: { ...intent, sides: undefined } }],
    ['three sides', { release: one, intent: { ...intent, sides: [1, 2, 3].map(() => intent.sides[0]) } }],
    ['an unknown slot', { release: one, intent: { ...intent, sides: [{ ...intent.sides[0], slot: 'c' }] } }],
    [
      'tasks that are no names',
      { release: one, intent: { ...intent, sides: [{ ...intent.sides[0], admit: [1] }] } },
    ],
    [
      'a share above all',
      { release: one, intent: { ...intent, split: { slot: 'a', weight: 10_001, routes: [], yields: true } } },
    ],
  ])('is ignored where it is %s', (_, input) => {
    expect(givenBackIn(input, of)).toBeUndefined();
  });

  it('is taken where it is an intent of its pool, or none', () => {
    expect(givenBackIn({ release: one, intent }, of)).toEqual({ release: one, intent });
    expect(givenBackIn({ release: one, intent: null }, of)).toEqual({ release: one });
  });

  it.each<[string, KeepersTask]>([
    ['keep', keep],
    ['stand by', standBy(one, intent)],
    ['stand by, with nothing kept', standBy()],
    ['find', find],
  ])('is a task to begin with: %s', (_, task) => {
    expect(taskIn(JSON.parse(JSON.stringify(task)), of)).toEqual(task);
  });

  it.each<[string, unknown]>([
    ['a word', 'keep'],
    ['without a kind', { since }],
    ['of an unknown kind', { kind: 'guard', since }],
    ['without a time', { kind: 'find', portIndex: 0 }],
    ['a hand-over, which leaves nothing to do', { kind: 'hand-over', since, why: 'x' }],
    ['to keep nothing', { kind: 'keep', since }],
    ['to stand by for nobody', { kind: 'stand-by', since }],
  ])('is no task to begin with: %s', (_, input) => {
    expect(taskIn(input, of)).toBeUndefined();
  });
});
