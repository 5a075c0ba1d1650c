import { describe, expect, it } from 'vitest';
import { toControl } from '../../src/domain/control-spec.ts';
import type { Control } from '../../src/domain/control.ts';
import { renderSpecProblems, checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { aCanary } from './canary-input.ts';
import { aSpec } from './spec-input.ts';

const HOUR = 3_600_000;

function controlOf(input: unknown): Control {
  const check = checkSpecOfEither(input);
  if (check.kind === 'invalid') throw new Error(renderSpecProblems(check.problems));
  return toControl(check.spec);
}

describe('the plan of a spec', () => {
  it.each<[string, object, Control]>([
    ['without any control', {}, {}],
    ['with fields that say what is so anyway', { gates: [], deadlines: {} }, {}],
    ['whose line is not for its plan', { whenBusy: 'queue', adopt: 'back' }, {}],
    ['that pauses when a step fails', { onFailure: 'pause' }, { onFailure: 'pause' }],
    [
      'with both deadlines',
      { deadlines: { release: '2h', progress: '90s' } },
      { deadlines: { releaseMs: 2 * HOUR, progressMs: 90_000 } },
    ],
    ['with one of them', { deadlines: { progress: '1m' } }, { deadlines: { progressMs: 60_000 } }],
    [
      'with a gate in few words',
      { gates: [{ before: 'retire-blue' }] },
      { gates: [{ name: 'before retire-blue', at: { when: 'before', point: 'retire' }, approvals: 1 }] },
    ],
    [
      'with a gate in full words',
      {
        gates: [
          {
            after: 'batch 1',
            name: 'business hours',
            by: ['ann', 'ben'],
            approvals: 2,
            deadline: '4h',
            onDeadline: 'roll-back',
          },
        ],
      },
      {
        gates: [
          {
            name: 'business hours',
            at: { when: 'after', point: 'batch', number: 1 },
            by: ['ann', 'ben'],
            approvals: 2,
            deadline: { afterMs: 4 * HOUR, field: 'gates[0].deadline', then: 'roll-back', reminderMs: HOUR },
          },
        ],
      },
    ],
    [
      'with a gate that reminds',
      { gates: [{ before: 'batches', deadline: '1m', reminder: '30s' }] },
      {
        gates: [
          {
            name: 'before batches',
            at: { when: 'before', point: 'batch' },
            approvals: 1,
            deadline: {
              afterMs: 60_000,
              field: 'gates[0].deadline',
              then: 'keep-waiting',
              reminderMs: 30_000,
            },
          },
        ],
      },
    ],
    [
      'with a point to go to, after its gates',
      { until: 'batch 1', gates: [{ before: 'bake' }] },
      {
        gates: [
          { name: 'before bake', at: { when: 'before', point: 'bake' }, approvals: 1 },
          { name: 'until batch 1', at: { when: 'after', point: 'batch', number: 1 }, approvals: 1 },
        ],
      },
    ],
    [
      'with a point to go to, for an hour',
      { until: { point: 'bake', for: '1h' } },
      {
        gates: [
          {
            name: 'until bake',
            at: { when: 'after', point: 'bake' },
            approvals: 1,
            deadline: { afterMs: HOUR, field: 'until.for', then: 'approve', reminderMs: HOUR },
          },
        ],
      },
    ],
  ])('%s', (_, different, control) => {
    expect(controlOf(aSpec({ ...different }))).toEqual(control);
  });

  it('of a canary has its places in the same words', () => {
    const spec = aCanary({
      gates: [{ before: 'retire-stable' }],
      until: { point: 'step 2', for: '1h', then: 'roll-back' },
    });
    expect(controlOf(spec)).toEqual({
      gates: [
        { name: 'before retire-stable', at: { when: 'before', point: 'retire' }, approvals: 1 },
        {
          name: 'until step 2',
          at: { when: 'after', point: 'step', number: 2 },
          approvals: 1,
          deadline: { afterMs: HOUR, field: 'until.for', then: 'roll-back', reminderMs: HOUR },
        },
      ],
    });
  });
});
