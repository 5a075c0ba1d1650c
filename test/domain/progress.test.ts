import { describe, expect, it } from 'vitest';
import { planBatches } from '../../src/domain/batches.ts';
import { canaryStepsAhead, stepsAhead, titleFor } from '../../src/domain/procedure.ts';
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
    const running = beginStep(ahead, { step: 2, direction: 'release', batch: 1 }, 'scale', 't1');
    expect(shown(running).slice(0, 3)).toEqual(['1 ahead', '2/1 running', '3/1 ahead']);
    expect(endStep(running, 'done', 't2')[1]).toMatchObject({
      state: 'done',
      startedAt: 't1',
      endedAt: 't2',
    });
  });

  it('puts a step that was not foreseen before what is ahead', () => {
    const once = endStep(beginStep(ahead, { step: 1, direction: 'release' }, 'launch', 't1'), 'done', 't2');
    expect(
      shown(beginStep(once, { step: 6, direction: 'release', batch: 9 }, 'pick', 't3')).slice(0, 3),
    ).toEqual(['1 done', '6/9 running', '2/1 ahead']);
  });

  it('swaps the colours in the titles of the way back', () => {
    const key = { step: 5, direction: 'roll-back', batch: 1 } as const;
    const back = beginStep(skipAhead(ahead), key, titleFor(5, 'roll-back'), 't1');
    expect(back.at(-1)).toMatchObject({ title: 'add blue to the pool', direction: 'roll-back' });
    expect(back.filter((it) => it.state === 'ahead')).toEqual([]);
    expect(titleFor(6, 'release', 'canary')).toBe('pick stable tasks');
    expect(titleFor(9, 'roll-back', 'canary')).toBe('remove canary');
    expect(titleFor(7, 'roll-back', 'canary')).toBe('take them out of the pool');
    expect(titleFor(2, 'roll-back', 'canary')).toBe('scale stable up');
  });

  it('has the steps of a canary by their titles, before stable leaves', () => {
    const steps = canaryStepsAhead(['setWeight 5 %', 'pause 10m'], true);
    expect(steps.map((it) => [it.step, it.canaryStep ?? it.batch, it.title])).toEqual([
      [1, undefined, 'launch canary'],
      [10, 1, 'setWeight 5 %'],
      [10, 2, 'pause 10m'],
      [6, 1, 'pick stable tasks'],
      [7, 1, 'take them out of the pool'],
      [8, 1, 'wait until they have no pending operations'],
      [9, 1, 'kill and scale exactly those tasks'],
      [11, undefined, 'watch canary, then remove stable'],
    ]);
    const pausing = beginStep(steps, { step: 10, direction: 'release', canaryStep: 2 }, 'pause 10m', 't1');
    expect(pausing.findIndex((it) => it.state === 'running')).toBe(2);
    expect(canaryStepsAhead([], false).map((it) => it.step)).toEqual([1, 11]);
  });
});
