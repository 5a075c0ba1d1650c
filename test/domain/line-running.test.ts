import { describe, expect, it } from 'vitest';
import { isNewStand, isSpared, standIn, type Stand } from '../../src/domain/line-running.ts';

describe('one that is to be replaced', () => {
  it.each([
    ['is told to abort while running', 'running', undefined],
    ['is told to abort while baking', 'baking', undefined],
    ['is told to abort in step-failed, which leads back', 'step-failed', undefined],
    ['is spared in holding, where abort would leave everything as it is', 'holding', 'holding'],
    ['is spared when it does not tell, since it may hold', undefined, 'silent'],
  ] as const)('%s', (_fact, state, stand) => {
    expect(standIn(state)).toBe(stand);
    expect(isSpared({ workflowId: 'shop-1', runId: 'a', ...(stand && { stand }) })).toBe(stand !== undefined);
  });

  it.each([
    ['nobody', undefined, 'is new', true],
    [undefined, undefined, 'is known: it was not to be replaced', false],
    ['told', undefined, 'is known: it has been told', false],
    ['told', 'holding', 'is known: it has been told', false],
    ['holding', 'holding', 'is known', false],
    ['holding', undefined, 'is told now', true],
    ['holding', 'silent', 'may hold still', false],
    ['silent', 'silent', 'is known', false],
    ['silent', 'holding', 'is told of', true],
    ['silent', undefined, 'is told now', true],
  ] as const)('known as %s and seen as %s %s', (before, now, _fact, isNew) => {
    expect(isNewStand(before === 'nobody' ? undefined : aRun(before), aRun(now))).toBe(isNew);
  });

  it('is new when it is another, or another run of the same', () => {
    expect(isNewStand(aRun('holding'), { ...aRun('holding'), workflowId: 'shop-2' })).toBe(true);
    expect(isNewStand(aRun('holding'), { ...aRun('holding'), runId: 'b' })).toBe(true);
  });
});

function aRun(stand: Stand | undefined) {
  return { workflowId: 'shop-1', runId: 'a', ...(stand !== undefined && { stand }) };
}
