import { describe, expect, it } from 'vitest';
import { checkSpec } from '../../src/domain/spec-errors.ts';
import { aCanary, problemsOf } from './canary-input.ts';
import { anApp, aSpec } from './spec-input.ts';

const people = ['ann', 'ben', 'cem'];
const three = anApp({ instances: 3 });

describe('a spec', () => {
  it.each<[string, object]>([
    ['a gate for two of three', { gates: [{ before: 'retire-blue', by: people, approvals: 2 }] }],
    [
      'two gates at one place',
      {
        gates: [
          { before: 'bake', name: 'dev' },
          { before: 'bake', name: 'ops' },
        ],
      },
    ],
    ['a gate between all batches', { gates: [{ before: 'batches' }] }],
    ['a gate with a deadline', { gates: [{ before: 'traffic', deadline: '4h', onDeadline: 'roll-back' }] }],
    ['a gate with reminders', { gates: [{ before: 'traffic', deadline: '4h', reminder: '30m' }] }],
    ['a point to go to', { until: 'batch 1' }],
    ['a point to go to, for a time', { until: { point: 'batch 1', for: '1w', then: 'roll-back' } }],
    ['until and a gate elsewhere', { until: 'batch 1', gates: [{ after: 'batch 2' }] }],
    ['until before an approval', { until: 'batch 1', approval: 'before-removal' }],
    ['everything else', { onFailure: 'pause', whenBusy: 'latest-wins', adopt: 'back', deadlines: {} }],
    ['a gate before the last batch', { app: three, gates: [{ before: 'batch 2' }] }],
    ['room for a warm blue', { app: three, capacity: { extraTasks: 3 }, bake: { blue: 'warm' } }],
    ['no bound for a warm blue', { app: three, bake: { blue: 'warm' } }],
    ['a warm blue whose room only planning knows', { capacity: { extraTasks: 1 }, bake: { blue: 'warm' } }],
  ])('may have %s', (_, different) => {
    expect(problemsOf(aSpec({ ...different }), checkSpec)).toBe('');
  });

  it.each<[string, object, string]>([
    [
      'a gate without a place',
      { gates: [{ name: 'ops' }] },
      'gates[0]: {"name":"ops"} must have one place: "before" or "after"',
    ],
    [
      'a gate with two places',
      { gates: [{ before: 'bake', after: 'launch' }] },
      'gates[0]: {"before":"bake","after":"launch"} must have one place: "before" or "after"',
    ],
    [
      'a place of a canary',
      { gates: [{ before: 'retire-stable' }] },
      'gates[0].before: "retire-stable" belongs to a canary: in a blue-green release say "retire-blue"',
    ],
    [
      'until at no point',
      { until: 'retire-blue' },
      'until: "retire-blue" is no point to stop after: name "launch", "batch 1" or "bake", or have a gate before: retire-blue',
    ],
    [
      'two gates of one name',
      {
        gates: [
          { before: 'bake', name: 'ops' },
          { before: 'traffic', name: 'ops' },
        ],
      },
      'gates[1].name: "ops" is the name of another gate already: answers name a gate by it. Give another',
    ],
    [
      'two gates at one place without names',
      { gates: [{ before: 'bake' }, { before: 'bake' }] },
      'gates[1]: {"before":"bake"} needs a name: another gate is called "before bake" already',
    ],
    [
      'a gate that is called like the approval',
      { approval: 'before-removal', gates: [{ before: 'bake', name: 'approval before-removal' }] },
      'gates[0].name: "approval before-removal" is the name of approval already: answers name a gate by it. Give another',
    ],
    [
      'more approvals than people',
      { gates: [{ before: 'bake', by: ['ann'], approvals: 2 }] },
      'gates[0].approvals: 2 is more than the people in "by": ask for fewer, or name more',
    ],
    [
      'somebody twice',
      { gates: [{ before: 'bake', by: ['ann', 'Ann'], approvals: 2 }] },
      'gates[0].by: ["ann","Ann"] has somebody twice (capitals do not count): leave one out',
    ],
    [
      'a name of blanks',
      { gates: [{ before: 'bake', by: [' '] }] },
      'gates[0].by[0]: " " must be a name, without blanks around it',
    ],
    [
      'what happens at no deadline',
      { gates: [{ before: 'bake', onDeadline: 'approve' }] },
      'gates[0].onDeadline: "approve" needs "deadline": without one there is nothing to happen',
    ],
    [
      'reminders after the way back',
      { gates: [{ before: 'bake', deadline: '1h', onDeadline: 'roll-back', reminder: '5m' }] },
      'gates[0].reminder: "5m" needs "deadline" and onDeadline: keep-waiting',
    ],
    [
      'what happens at no end',
      { until: { point: 'batch 1', then: 'roll-back' } },
      'until.then: "roll-back" needs "for": without it there is no end at which it could happen',
    ],
    [
      'until where a gate is',
      { until: 'batch 1', gates: [{ after: 'batch 1', name: 'ops' }] },
      'until: "batch 1" stops where another gate ("ops") does: leave one of them out',
    ],
    [
      'until where the approval is',
      { until: { point: 'batch 1' }, approval: 'after-first-batch' },
      'until: {"point":"batch 1"} stops where approval ("approval after-first-batch") does: leave one of them out',
    ],
    [
      'a gate that is called like until',
      { until: 'batch 1', gates: [{ before: 'bake', name: 'until batch 1' }] },
      'until: "batch 1" is a gate of the name "until batch 1", as another one is: give that another name',
    ],
    [
      'a batch that never comes',
      { app: three, gates: [{ before: 'batch 9' }] },
      'gates[0].before: "batch 9" never comes: batch 2 is the last one. Name that, or one before',
    ],
    [
      'a warm blue without room',
      { app: three, capacity: { extraTasks: 2 }, bake: { blue: 'warm' } },
      'capacity.extraTasks: 2 is less than the 3 tasks that run beside blue while it is kept warm: give at least 3, or take bake.blue: stopped',
    ],
    [
      'no time for anything',
      { deadlines: { release: '0s' } },
      'deadlines.release: "0s" must be more than zero',
    ],
    [
      'a wrong policy',
      { whenBusy: 'wait' },
      'whenBusy: "wait" must be one of "refuse", "queue", "replace", "latest-wins"',
    ],
    [
      'what belongs to a canary',
      { bake: { stable: 'warm' } },
      'bake.stable: "warm" is not a field here; the fields here are duration, checks, interval, failureLimit, blue',
    ],
  ])('with %s is refused', (_, different, problem) => {
    expect(problemsOf(aSpec({ ...different }), checkSpec)).toBe(problem);
  });
});

describe("a canary's spec", () => {
  const pauses = { steps: [{ setWeight: 5 }, { pause: {} }, { pause: { duration: '1m' } }] };

  it.each<[string, object]>([
    ['a gate before its last step', { gates: [{ before: 'step 5' }] }],
    ['a gate between all steps', { gates: [{ before: 'steps', by: people }] }],
    ['until after a pause with an end', { ...pauses, until: 'step 3' }],
    ['a warm stable', { bake: { stable: 'warm' } }],
  ])('may have %s', (_, different) => {
    expect(problemsOf(aCanary({ ...different }))).toBe('');
  });

  it.each<[string, object, string]>([
    [
      'a place of a blue-green release',
      { gates: [{ before: 'batch 2' }] },
      'gates[0].before: "batch 2" belongs to a blue-green release: in a canary say "step 2"',
    ],
    [
      'a step that never comes',
      { gates: [{ before: 'step 6' }], until: 'step 9' },
      'gates[0].before: "step 6" never comes: step 5 is the last one. Name that, or one before\n' +
        'until: "step 9" never comes: step 5 is the last one. Name that, or one before',
    ],
    [
      'a step that never comes, since there are no pauses',
      { pause: '0s', until: 'step 4' },
      'until: "step 4" never comes: step 3 is the last one. Name that, or one before',
    ],
    [
      'until at a pause without an end',
      { ...pauses, until: 'step 2' },
      'until: "step 2" stops where the pause of step 2 ("pause of step 2") does: leave one of them out',
    ],
    [
      'a gate that is called like a pause',
      { ...pauses, gates: [{ before: 'bake', name: 'pause of step 2' }] },
      'gates[0].name: "pause of step 2" is the name of the pause of step 2 already: answers name a gate by it. Give another',
    ],
  ])('with %s is refused', (_, different, problem) => {
    expect(problemsOf(aCanary({ ...different }))).toBe(problem);
  });
});
