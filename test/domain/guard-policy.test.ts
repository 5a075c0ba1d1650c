import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { guardTable, replyTo } from '../../src/domain/guard-policy.ts';
import { changesIn, toTell, type ForeignChange } from '../../src/domain/guard.ts';
import { formatted } from '../support/markdown.ts';

describe('the policy of the guard', () => {
  it('is the one that the documents show', async () => {
    const guide = await readFile(new URL('../../docs/guard.md', import.meta.url), 'utf8');
    expect(guide).toContain(`<!-- guard -->\n\n${await formatted(guardTable())}\n\n<!-- /guard -->`);
  });

  it('never turns back for what somebody does to blue', () => {
    for (const kind of [
      'scaled-up',
      'scaled-down',
      'version-changed',
      'app-deleted',
      'task-unreachable',
    ] as const)
      expect(replyTo(kind, 'blue').answer).not.toBe('turn-back');
  });
});

describe('changesIn', () => {
  const change: ForeignChange = {
    kind: 'scaled-up',
    answer: 'go-on',
    message: 'blue /a was scaled',
    instances: 3,
  };

  it('takes what a guard has told', () => {
    expect(changesIn([change])).toEqual([change]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list', change],
    ['no objects', [null, 1, 'x']],
    ['an answer that there is not', [{ ...change, answer: 'panic' }]],
    ['a count that is none', [{ ...change, instances: -1 }]],
    ['a message without an end', [{ ...change, message: 'x'.repeat(2_000) }]],
    ['a colour that there is not', [{ ...change, colour: 'red' }]],
  ])('leaves out %s', (_title, input) => {
    expect(changesIn(input)).toEqual([]);
  });
});

describe('toTell', () => {
  const answered = (answer: ForeignChange['answer']): ForeignChange => ({
    kind: 'scaled-up',
    answer,
    message: answer,
  });

  it.each<[string, readonly ForeignChange['answer'][], number, readonly ForeignChange['answer'][]]>([
    ['all while there is room', ['repair', 'hold', 'wait'], 2, ['repair', 'hold', 'wait']],
    ['the first notices', ['wait', 'repair', 'repair'], 1, ['wait']],
    [
      'whatever the release acts on, with no room left',
      ['repair', 'hold', 'turn-back', 'wait', 'go-on'],
      0,
      ['hold', 'turn-back', 'go-on'],
    ],
  ])('tells %s', (_title, found, room, told) => {
    const { changes, notices } = toTell(found.map(answered), room);
    expect(changes.map((it) => it.answer)).toEqual(told);
    expect(notices).toBe(told.filter((it) => it === 'repair' || it === 'wait').length);
  });
});
