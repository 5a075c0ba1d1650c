import { describe, expect, it } from 'vitest';
import { desiredPool } from '../../src/domain/pool-intent.ts';
import { toPlan } from '../../src/domain/plan-from-spec.ts';
import type { Adopted } from '../../src/domain/plan.ts';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import { openPoolBook } from '../../workflows/pool-book.ts';
import { aSpec } from '../domain/spec-input.ts';
import { anApp, aTask } from '../support/apps.ts';

const apps = [
  anApp([aTask('b1', { appId: '/shop-a' })], { id: '/shop-a' }),
  anApp([aTask('g1', { appId: '/shop-b' }), aTask('g2', { appId: '/shop-b' })], { id: '/shop-b' }),
];

function planOf(adopted: Partial<Adopted> | undefined) {
  const check = checkSpec(aSpec());
  if (check.kind === 'invalid') throw new Error(JSON.stringify(check.problems));
  const blue = { appId: '/shop-a', instances: 2 };
  if (adopted === undefined) return toPlan(check.spec, { release: 'r2', blue });
  const how = { how: 'finish', instances: 2, found: 'it was found', ...adopted } as const;
  return toPlan(check.spec, { release: 'r2', blue, green: { appId: '/shop-b', adopted: how } });
}

/** Who of green gets users by the book, with these servers in the pool. */
function servingOf(book: ReturnType<typeof openPoolBook>, inPool: readonly string[]) {
  const known = new Set(inPool.map((id) => `pacer_${id}`));
  const { servers } = desiredPool(book.intent(), apps, known);
  return servers.filter((it) => it.slot === 'b' && it.mode === 'serving').map(({ name }) => name);
}

describe('the pool of a release that goes on with what it found', () => {
  const plan = planOf({ serving: ['g1'] });

  it('gives users to what has them, and to what comes in its place, and has it watched', () => {
    const book = openPoolBook(plan);
    expect(book.admitted(plan.green)).toBe(1);
    expect(servingOf(book, ['g1'])).toEqual(['pacer_g1', 'pacer_g2']);
  });

  it('gives none to what was drained, until it is admitted', () => {
    const drained = planOf({});
    const book = openPoolBook(drained);
    expect(book.admitted(drained.green)).toBe(0);
    expect(servingOf(book, ['g1', 'g2'])).toEqual([]);
    book.admit(drained.green, ['g1', 'g2']);
    expect(servingOf(book, ['g1', 'g2'])).toEqual(['pacer_g1', 'pacer_g2']);
  });

  it('gives none to a new version before it is admitted', () => {
    const fresh = planOf(undefined);
    const book = openPoolBook(fresh);
    expect(book.admitted(fresh.green)).toBe(0);
    expect(servingOf(book, [])).toEqual([]);
  });

  it('knows which app somebody has deleted', () => {
    const { blue, ...rest } = planOf(undefined);
    if (blue === undefined) throw new Error('it has a blue');
    const book = openPoolBook({ blue, ...rest });
    const deleted = { kind: 'app-deleted', colour: 'green', appId: rest.green.appId } as const;
    book.noticed({ ...deleted, answer: 'turn-back', message: '/shop-b was deleted by somebody else' });
    expect([book.isGone(rest.green), book.isGone(blue)]).toEqual([true, false]);
  });
});
