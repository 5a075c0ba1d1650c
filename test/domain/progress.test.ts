import { describe, expect, it } from 'vitest';
import { planBatches } from '../../src/domain/batches.ts';
import { stepsAhead } from '../../src/domain/procedure.ts';
import { beginStep, endStep, skipAhead } from '../../src/domain/progress.ts';

const ahead = stepsAhead(planBatches(2, 2, { kind: 'growing', first: 1, growth: 2 }), true);
const shown = (steps: typeof ahead) =>
  steps.map((it) => `${it.step}${it.batch === undefined ? '' : `/${it.batch}`} ${it.state}`);

describe('the progress of a release', () => {
  it('begins with all steps of all batches ahead', () => {
    expect(shown(ahead).slice(0, 4)).toEqual(['1 ahead', '2/1 ahead', '3/1 ahead', '5/1 ahead']);
    expect(shown(ahead).at(-1)).toBe('11 ahead');
    expect(stepsAhead(planBatches(0, 1, { kind: 'fixed', size: 1 }), false).map((it) => it.step)).toEqual([
      1, 2, 3, 5, 11,
    ]);
  });

  it('marks the step that was foreseen', () => {
    const running = beginStep(ahead, 2, 'release', 1, 't1');
    expect(shown(running).slice(0, 3)).toEqual(['1 ahead', '2/1 running', '3/1 ahead']);
    expect(endStep(running, 'done', 't2')[1]).toMatchObject({
      state: 'done',
      startedAt: 't1',
      endedAt: 't2',
    });
  });

  it('puts a step that was not foreseen before what is ahead', () => {
    const once = endStep(beginStep(ahead, 1, 'release', undefined, 't1'), 'done', 't2');
    expect(shown(beginStep(once, 6, 'release', 9, 't3')).slice(0, 3)).toEqual([
      '1 done',
      '6/9 running',
      '2/1 ahead',
    ]);
  });

  it('swaps the colours in the titles of the way back', () => {
    const back = beginStep(skipAhead(ahead), 5, 'roll-back', 1, 't1');
    expect(back.at(-1)).toMatchObject({ title: 'add blue to the pool', direction: 'roll-back' });
    expect(back.filter((it) => it.state === 'ahead')).toEqual([]);
  });
});
