import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { expand } from '../../../src/cli/lint/expand.ts';
import { renderExpansion } from '../../../src/cli/lint/render.ts';
import { checkSpecOfEither, renderSpecProblems } from '../../../src/domain/spec-errors.ts';
import { aCanary } from '../../domain/canary-input.ts';
import { aSpec } from '../../domain/spec-input.ts';

function expanded(input: unknown) {
  const check = checkSpecOfEither(input);
  if (check.kind === 'invalid') throw new Error(renderSpecProblems(check.problems));
  return expand(check.spec);
}

it('the example with gates is shown in words, as golden text', async () => {
  const text = await readFile(new URL('../../../examples/gated.yaml', import.meta.url), 'utf8');
  const shown = renderExpansion(expanded(parse(text)), { kind: 'none' });
  await expect(shown).toMatchFileSnapshot('../golden/lint-gated.txt');
});

describe('what is said of control in a spec', () => {
  it.each<[string, object, string]>([
    [
      'a gate for anybody',
      { gates: [{ before: 'bake' }] },
      'gate "before bake": anybody may approve; it waits as long as it takes',
    ],
    [
      'a gate for one person',
      { gates: [{ after: 'batch 1', name: 'ann looks', by: ['ann'] }] },
      'gate "ann looks", after batch 1: ann has to approve; it waits as long as it takes',
    ],
    [
      'a gate for one of two',
      { gates: [{ before: 'batches', by: ['ann', 'ben'], deadline: '5m', onDeadline: 'approve' }] },
      'gate "before batches": 1 of ann, ben has to approve; without an answer for 5m it goes on',
    ],
    [
      'a gate for any two',
      { gates: [{ before: 'traffic', approvals: 2 }] },
      'gate "before traffic": 2 different people have to approve; it waits as long as it takes',
    ],
    [
      'a point to go to',
      { until: 'bake' },
      'goes to bake and stops, until somebody approves (gate "until bake")',
    ],
    [
      'a point to go to, and back',
      { until: { point: 'batch 1', for: '1w', then: 'roll-back' } },
      'goes to batch 1 and stops, for 1w, then it goes back (gate "until batch 1")',
    ],
    ['a place in line', { whenBusy: 'queue' }, 'while another release of the service runs, it waits in line'],
    [
      'the place of the one that runs',
      { whenBusy: 'replace' },
      'while another release of the service runs, it aborts that one, and goes next',
    ],
    [
      'turning back what was left',
      { adopt: 'back' },
      'a second version that was left half-way is turned back, and that is all',
    ],
    [
      'refusing what was left',
      { adopt: 'refuse' },
      'a second version that was left half-way keeps it from beginning',
    ],
  ])('%s', (_, different, line) => {
    expect(expanded(aSpec({ ...different })).control).toEqual([line]);
  });

  it('nothing, where all of it is as by default', () => {
    expect(
      expanded(aSpec({ whenBusy: 'refuse', adopt: 'finish', onFailure: 'roll-back', gates: [] })).control,
    ).toEqual([]);
  });

  it('of a canary, in its own words', () => {
    const { control } = expanded(
      aCanary({
        gates: [{ before: 'retire-stable' }],
        bake: { stable: 'warm' },
        deadlines: { release: '2h' },
      }),
    );
    expect(control).toEqual([
      'gate "before retire-stable": anybody may approve; it waits as long as it takes',
      'has 2h, people included, to come to the removal of stable; then it goes back',
      'stable is kept warm until it is removed: all its tasks run on without users, beside all of the new version',
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    [
      'a release that has no time for its bake',
      aSpec({ deadlines: { release: '10m' } }),
      [
        'mind: what it waits by the clock alone takes 10m, so deadlines.release passes first, unless somebody ends those waits',
      ],
    ],
    [
      'a canary that has no time for its pauses',
      aCanary({ pause: '20m', deadlines: { release: '50m' } }),
      [
        'mind: what it waits by the clock alone takes 50m, so deadlines.release passes first, unless somebody ends those waits',
      ],
    ],
    [
      'a stop that takes all the time there is',
      aSpec({
        until: { point: 'batch 1', for: '1h' },
        deadlines: { release: '1h' },
        bake: { duration: '0s' },
      }),
      [
        'mind: what it waits by the clock alone takes 1h, so deadlines.release passes first, unless somebody ends those waits',
      ],
    ],
    [
      'a deadline for progress that never passes',
      aSpec({ deadlines: { progress: '5m' } }),
      ['mind: health.timeout, 5m, passes before deadlines.progress ever does'],
    ],
    ['deadlines that fit', aSpec({ deadlines: { release: '11m', progress: '4m' } }), []],
  ])('what to mind of %s', (_, spec, lines) => {
    expect(expanded(spec).control.filter((it) => it.startsWith('mind'))).toEqual(lines);
  });
});
