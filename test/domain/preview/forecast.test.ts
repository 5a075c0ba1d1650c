import { describe, expect, it } from 'vitest';
import type { Hook } from '../../../src/domain/notifications.ts';
import type { BlueGreenPlan, CanaryPlan } from '../../../src/domain/plan.ts';
import { boundsOf } from '../../../src/domain/preview/bounds.ts';
import { durationOf, type Given } from '../../../src/domain/preview/duration.ts';
import { stepsOf } from '../../../src/domain/preview/steps.ts';
import { anApp, aTask } from '../../support/apps.ts';
import { analysing } from '../canary-input.ts';
import { planned as canaryOf } from '../canary-planned.ts';
import { aPlan } from './planned.ts';

const now = { green: 0, blue: 4 };
const ofFour = { appId: '/shop-a', instances: 4 };

function lasts(plan: BlueGreenPlan | CanaryPlan, given: Partial<Given> = {}) {
  const duration = durationOf({ plan, steps: stepsOf(plan, now), now, hooks: [], ...given });
  const parts = duration.parts.map((it) => [it.what, it.times, it.expectedMs, it.atMostMs] as const);
  return { ...duration, parts };
}

describe('the duration', () => {
  it('is the sum of its parts, each as often as it comes', () => {
    const healthChecks = [{ protocol: 'MESOS_HTTP', delaySeconds: 2 }];
    const plan = aPlan({ app: { id: '/shop', cmd: './shop', instances: 4, healthChecks } });
    const blue = anApp([aTask('1'), aTask('2'), aTask('3', { startedAt: '2026-11-24T10:00:30.000Z' })]);
    const blueDefinition = { id: '/shop-a', taskKillGracePeriodSeconds: 10 };
    const { expectedMs, atMostMs, parts } = lasts(plan, { blue, blueDefinition });
    expect(parts).toEqual([
      ['launch', 1, 1_000, 120_000],
      ['start and become healthy', 3, 9_000, 2_700_000],
      ['change the pool', 6, 6_000, 360_000],
      ['drain', 3, 1_500, 900_000],
      ['end tasks', 3, 9_000, 1_800_000],
      ['bake', 1, 600_000, 600_000],
      ['remove an app', 1, 1_000, 600_000],
    ]);
    expect(expectedMs).toBe(627_500);
    expect(atMostMs).toBe(7_080_000);
  });

  it('is at most that of the release', () => {
    expect(lasts(aPlan({ deadlines: { release: '1h' } })).atMostMs).toBe(3_600_000);
  });

  it('has the pauses and analyses of a canary', () => {
    const { steps, checks } = analysing({ interval: '30s', count: 4, initialDelay: '1m' });
    const plan = canaryOf(
      { weights: undefined, checks, steps: [...steps, { pause: { duration: '10m' } }] },
      {},
      ofFour,
    );
    expect(lasts(plan).parts).toEqual(
      expect.arrayContaining([
        ['pause', 1, 600_000, 600_000],
        ['analyse', 1, 150_000, 4_500_000],
        // it joins twice, has two weights, and stable leaves
        ['change the pool', 5, 5_000, 300_000],
      ]),
    );
  });

  it('names people, and does not count them', () => {
    const plan = aPlan({
      approval: 'before-removal',
      onFailure: 'pause',
      drain: { onTimeout: 'pause' },
      gates: [
        { before: 'retire-blue', name: 'two of us', by: ['ann', 'bob', 'cho'], approvals: 2, deadline: '1h' },
      ],
      until: 'batch 1',
    });
    expect(lasts(plan).people).toEqual([
      'gate "two of us" (before retire-blue): 2 of ann, bob, cho, for 1h',
      'gate "until batch 1" (after batch 1): anybody, as long as it takes',
      'approval before-removal: anybody, as long as it takes',
      'if a drain is overdue: "resume" waits on, "promote" kills',
      'if a step fails that no user has noticed: "retry" or "abort"',
    ]);
    expect(lasts(plan).expectedMs).toBe(lasts(aPlan()).expectedMs);
  });
});

describe('the bounds', () => {
  const hooks: readonly Hook[] = [
    { at: 'pre-traffic', to: 'gatekeeper', timeoutMs: 60_000, onFailure: 'hold' },
  ];
  const then = (different: Readonly<Record<string, unknown>>, field: string): string | undefined =>
    boundsOf(aPlan(different), { hooks, gatesInSpec: 1 }).find((it) => it.field === field)?.then;
  const gate = { before: 'bake', deadline: '1h' };

  it.each([
    ['health.timeout', {}, /^it goes back$/],
    ['health.timeout', { onFailure: 'pause' }, /"retry" takes the step again/],
    ['health.tolerance', { onFailure: 'pause' }, /^it goes back$/],
    ['drain.timeout', {}, /^it goes back$/],
    ['drain.timeout', { onFailure: 'pause' }, /"retry" takes the step again/],
    ['drain.timeout', { drain: { onTimeout: 'pause' } }, /"resume" waits once more/],
    ['drain.timeout', { drain: { onTimeout: 'kill' } }, /they are killed/],
    ['deadlines.release', { deadlines: { release: '1h' } }, /^it goes back$/],
    ['deadlines.progress', { deadlines: { progress: '1m' }, onFailure: 'pause' }, /"retry"/],
    ['gates[0].deadline', { gates: [{ ...gate, onDeadline: 'approve' }] }, /^it goes on$/],
    ['gates[0].deadline', { gates: [{ ...gate, onDeadline: 'roll-back' }] }, /^it goes back$/],
    ['gates[0].deadline', { gates: [gate] }, /waits on, and those who are told/],
    ['until.for', { gates: [gate], until: { point: 'batch 1', for: '1h' } }, /^it goes on$/],
    ['hooks[0].timeout', {}, /"resume" asks again/],
    ['bake.duration', {}, /\/shop-a is removed: no way back/],
  ])('at the end of %s with %j: %s', (field, different, sentence) => {
    expect(then(different, field)).toMatch(sentence);
  });

  it('of a first release have no drain', () => {
    const bounds = boundsOf(aPlan({}, 4, 0), { hooks: [], gatesInSpec: 0 });
    expect(bounds.map(({ field }) => field)).not.toContain('drain.timeout');
  });

  it('has ten minutes for tasks to end, and more where their grace period is longer', () => {
    const endingMs = (more: object): number | undefined =>
      boundsOf(aPlan({ app: { id: '/shop', cmd: './shop', instances: 4, healthChecks: [{}], ...more } }), {
        hooks: [],
        gatesInSpec: 0,
      }).find(({ of }) => of.includes('tasks to end'))?.valueMs;
    expect(endingMs({})).toBe(600_000);
    expect(endingMs({ taskKillGracePeriodSeconds: 1_200 })).toBe(1_500_000);
  });
});
