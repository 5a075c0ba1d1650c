import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gatesAt,
  judgeAnswer,
  personOf,
  type Gate,
  type GateAnswer,
  type WordAtGate,
} from '../../src/domain/gates.ts';

const at = { when: 'before', point: 'retire' } as const;
const open: Gate = { name: 'ops', at, approvals: 1 };
const restricted: Gate = { ...open, by: ['ann', 'ben', 'cem'] };
const twoOfThree: Gate = { ...restricted, approvals: 2 };
const anyTwo: Gate = { ...open, approvals: 2 };
const answer = (by: string, different: Partial<GateAnswer> = {}): GateAnswer => ({
  answer: 'approve',
  by,
  at: '2026-11-24T10:00:00.000Z',
  ...different,
});

describe('an answer at a gate', () => {
  const approved = { kind: 'approved' };
  const rejected = { kind: 'rejected' };
  const refused = (why: string) => ({ kind: 'refused', why });
  it.each<[string, Gate, readonly GateAnswer[], WordAtGate, object]>([
    ['of anybody, where anybody may', open, [], { answer: 'approve' }, approved],
    ['with the name of the gate', open, [], { answer: 'approve', gate: 'ops' }, approved],
    ['of somebody who may', restricted, [], { answer: 'approve', by: 'ann' }, approved],
    ['of somebody who may, in other capitals', restricted, [], { answer: 'approve', by: ' Ann' }, approved],
    ['of the first of two', twoOfThree, [], { answer: 'approve', by: 'ann' }, { kind: 'open', missing: 1 }],
    ['of the second of two', twoOfThree, [answer('ann')], { answer: 'approve', by: 'ben' }, approved],
    ['that rejects', open, [], { answer: 'reject' }, rejected],
    [
      'that rejects after an approval',
      twoOfThree,
      [answer('ann')],
      { answer: 'reject', by: 'ann' },
      rejected,
    ],
    [
      'after one that did not count',
      anyTwo,
      [answer('ann', { refused: 'why' })],
      { answer: 'approve', by: 'ann' },
      { kind: 'open', missing: 1 },
    ],
    [
      'for another gate',
      open,
      [],
      { answer: 'reject', gate: 'dev' },
      refused('"dev" is not the gate that is open: that is "ops"'),
    ],
    [
      'of somebody who may not',
      restricted,
      [],
      { answer: 'approve', by: 'eve' },
      refused('eve may not answer the gate "ops": ann, ben, cem may'),
    ],
    [
      'of nobody, where names are asked for',
      restricted,
      [],
      { answer: 'reject', by: ' ' },
      refused('somebody without a name may not answer the gate "ops": ann, ben, cem may'),
    ],
    [
      'of nobody, where two have to',
      anyTwo,
      [],
      { answer: 'approve' },
      refused('the gate "ops" needs 2 names: say who approves'),
    ],
    [
      'of the same person again',
      twoOfThree,
      [answer('ann')],
      { answer: 'approve', by: 'ANN' },
      refused('ANN has approved already; 2 different people have to'),
    ],
    [
      'after a rejection',
      open,
      [answer('ann', { answer: 'reject' })],
      { answer: 'approve', by: 'ben' },
      refused('the gate "ops" is rejected already'),
    ],
    [
      'after enough approvals',
      open,
      [answer('ann')],
      { answer: 'reject', by: 'ben' },
      refused('the gate "ops" is approved already'),
    ],
  ])('%s', (_, gate, before, word, verdict) => {
    expect(judgeAnswer(gate, before, word)).toEqual(verdict);
  });
});

/** Says the words one after the other, as a release does. */
function said(gate: Gate, words: readonly WordAtGate[]) {
  const answers: GateAnswer[] = [];
  const kinds = words.map((word) => {
    const verdict = judgeAnswer(gate, answers, word);
    const { answer: what, by } = word;
    answers.push({
      answer: what,
      ...(by === undefined ? {} : { by }),
      at: '',
      ...(verdict.kind === 'refused' ? { refused: verdict.why } : {}),
    });
    return verdict.kind;
  });
  return { kinds, counted: answers.filter((it) => it.refused === undefined) };
}

const name = fc.constantFrom('ann', 'Ann', 'ben', 'cem', 'eve', '', undefined);
const words = fc.array(
  fc
    .record({ answer: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const), by: name })
    .map(({ answer: what, by }): WordAtGate => ({ answer: what, ...(by === undefined ? {} : { by }) })),
  { maxLength: 12 },
);
const gate = fc
  .record({
    by: fc.option(fc.constant(['ann', 'ben', 'cem']), { nil: undefined }),
    approvals: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ by, approvals }): Gate => ({ name: 'ops', at, approvals, ...(by === undefined ? {} : { by }) }));

describe('answers at a gate, whatever they are', () => {
  it('count one approval of a person at most, and only of those who may', () => {
    fc.assert(
      fc.property(gate, words, (it, all) => {
        const approvals = said(it, all).counted.filter((one) => one.answer === 'approve');
        const people = approvals.map((one) => personOf(one.by));
        if (it.approvals > 1) expect(new Set(people).size).toBe(people.length);
        if (it.by !== undefined) expect(people.every((one) => it.by?.includes(one))).toBe(true);
        expect(approvals.length).toBeLessThanOrEqual(it.approvals);
      }),
    );
  });

  it('decide once: after that nothing counts', () => {
    fc.assert(
      fc.property(gate, words, (it, all) => {
        const { kinds, counted } = said(it, all);
        const decided = kinds.findIndex((kind) => kind === 'approved' || kind === 'rejected');
        const later = decided < 0 ? [] : kinds.slice(decided + 1);
        expect(later.every((kind) => kind === 'refused')).toBe(true);
        expect(counted.filter((one) => one.answer === 'reject').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('come to the same when those that were refused had not been given', () => {
    fc.assert(
      fc.property(gate, words, (it, all) => {
        const { kinds } = said(it, all);
        const heard = all.filter((_, index) => kinds[index] !== 'refused');
        expect(said(it, heard).kinds).toEqual(kinds.filter((kind) => kind !== 'refused'));
      }),
    );
  });
});

describe('the gates of a place', () => {
  const of = (name_: string, place: Gate['at']): Gate => ({ name: name_, at: place, approvals: 1 });
  const gates = [
    of('each', { when: 'before', point: 'batch' }),
    of('second', { when: 'before', point: 'batch', number: 2 }),
    of('first', { when: 'before', point: 'batch', number: 1 }),
    of('done', { when: 'after', point: 'batch', number: 2 }),
    of('dev', at),
    of('ops', at),
  ];

  it.each<
    [string, Parameters<typeof gatesAt> extends [unknown, ...infer Place] ? Place : never, readonly string[]]
  >([
    ['before the first batch, one between batches is not there', ['before', 'batch', 1], ['first']],
    ['before another batch', ['before', 'batch', 2], ['each', 'second']],
    ['before a batch that has none of its own', ['before', 'batch', 7], ['each']],
    ['after a batch', ['after', 'batch', 2], ['done']],
    ['two at one place stand in the order of the spec', ['before', 'retire'], ['dev', 'ops']],
    ['at a place without any', ['after', 'retire'], []],
  ])('%s', (_, place, names) => {
    expect(gatesAt(gates, ...place).map((it) => it.name)).toEqual(names);
  });
});
