import { expect, it } from 'vitest';
import { controlProblems, type ReleaseCounts } from '../../src/domain/control-problems.ts';
import { renderProblem } from '../../src/domain/problem.ts';
import { checkSpec, checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { anApp, aSpec } from './spec-input.ts';

const warm = { capacity: { extraTasks: 2 }, bake: { blue: 'warm' } };

it.each<[string, object, ReleaseCounts, readonly string[]]>([
  ['nothing is known', { until: 'batch 9' }, {}, []],
  ['a gate is before the first batch', { gates: [{ before: 'batch 1' }] }, { batches: 1 }, []],
  ['until is the last batch', { until: 'batch 3' }, { batches: 3 }, []],
  ['a gate is between batches of which there is one', { gates: [{ before: 'batches' }] }, { batches: 1 }, []],
  [
    'a gate is before a batch that never comes',
    { gates: [{ before: 'bake' }, { before: 'batch 9' }] },
    { batches: 3 },
    ['gates[1].before: "batch 9" never comes: batch 3 is the last one. Name that, or one before'],
  ],
  [
    'until and a gate are after batches that never come',
    { gates: [{ after: 'batch 4' }], until: { point: 'batch 5', for: '1h' } },
    { batches: 3 },
    [
      'gates[0].after: "batch 4" never comes: batch 3 is the last one. Name that, or one before',
      'until: "batch 5" never comes: batch 3 is the last one. Name that, or one before',
    ],
  ],
  ['blue is kept warm and has room', warm, { instances: 2 }, []],
  [
    'blue is kept warm and has no room',
    warm,
    { instances: 3 },
    [
      'capacity.extraTasks: 2 is less than the 3 tasks that run beside blue while it is kept warm: give at least 3, or take bake.blue: stopped',
    ],
  ],
  ['blue is not kept warm', { capacity: { extraTasks: 2 } }, { instances: 3 }, []],
])('when %s, a release is told so', (_, different, counts, problems) => {
  const check = checkSpecOfEither(aSpec({ ...different }));
  if (check.kind === 'invalid') throw new Error(renderProblem(check.problems[0]!));
  expect(controlProblems(check.spec, counts).map(renderProblem)).toEqual(problems);
});

it('a spec with batches by percentage is taken: how many there are depends on what serves', () => {
  const app = anApp({ instances: 3 });
  const spec = aSpec({ app, batches: { percent: 50 }, until: 'batch 9' });
  expect(checkSpec(spec).kind).toBe('ok');
});
