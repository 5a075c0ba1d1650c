import type { App, AppDefinition } from '../app.ts';
import { durationText } from '../duration-text.ts';
import { endTimeoutMs } from '../end-bound.ts';
import type { Hook } from '../notifications.ts';
import type { BlueGreenPlan, CanaryPlan } from '../plan.ts';
import { analysisTimes } from './analysis-times.ts';
import { FIXED_MS } from './fixed-bounds.ts';
import { peopleIn } from './people.ts';
import type { DurationForecast, DurationPart, PreviewStep } from './preview.ts';
import { startUpOf } from './start-up.ts';
import type { Sizes } from './walk.ts';

/** What the forecast of a duration is made from. */
export interface Given {
  readonly plan: BlueGreenPlan | CanaryPlan;
  readonly steps: readonly PreviewStep[];
  readonly now: Sizes;
  readonly hooks: readonly Hook[];
  readonly blue?: App | undefined;
  readonly blueDefinition?: AppDefinition | undefined;
}

/** Mesos' own grace, where a definition names none; and longer than a drained task needs. */
const KILL_GRACE_MS = 3_000;
const POOL_MS = 1_000;
const CHANGE_MS = 1_000;
const QUIET_WITHOUT_GAUGE_MS = 500;

/** How long a release takes: what is expected, and when everything takes as long as its bound. */
export function durationOf(given: Given): DurationForecast {
  const parts = [
    ...launching(given),
    ...comingUp(given),
    ...poolChanges(given),
    ...leaving(given),
    ...waiting(given),
    ...removing(given),
  ].filter(({ times }) => times > 0);
  const atMostMs = sum(parts, 'atMostMs');
  return {
    expectedMs: sum(parts, 'expectedMs'),
    atMostMs: Math.min(atMostMs, given.plan.deadlines?.releaseMs ?? Infinity),
    parts,
    people: peopleIn(given.plan, given.hooks),
  };
}

interface Each {
  readonly expectedMs: number;
  readonly atMostMs: number;
  readonly basis: string;
}

function part(what: string, times: number, { expectedMs, atMostMs, basis }: Each): DurationPart {
  return { what, times, expectedMs: expectedMs * times, atMostMs: atMostMs * times, basis };
}

function launching({ steps }: Given): readonly DurationPart[] {
  const times = steps.filter(({ title }) => title.startsWith('launch ')).length;
  const basis = 'Marathon takes the new app';
  return [part('launch', times, { expectedMs: CHANGE_MS, atMostMs: FIXED_MS.launch, basis })];
}

/** Steps 2 and 3. */
function comingUp(given: Given): readonly DurationPart[] {
  const { plan, steps, blue } = given;
  const { expectedMs, basis } = startUpOf(plan.definition, blue);
  const times = steps.filter(({ arriving }) => arriving > 0).length;
  const atMostMs = FIXED_MS.scale + plan.health.timeoutMs;
  return [part('start and become healthy', times, { expectedMs, atMostMs, basis })];
}

/** Steps 5 and 7, and the weights of a canary. */
function poolChanges({ plan, steps, now }: Given): readonly DurationPart[] {
  const joins = steps.filter(({ arriving }) => arriving > 0).length;
  const turns = steps.filter(({ canaryStep }) => {
    const it = 'procedure' in plan && canaryStep !== undefined ? plan.steps[canaryStep - 1] : undefined;
    return it?.kind === 'set-weight' || it?.kind === 'set-header-route';
  }).length;
  const basis = 'the load balancer checks a new server once; all else is one command';
  return [
    part('change the pool', joins + turns + drains({ plan, steps, now }), {
      expectedMs: POOL_MS,
      atMostMs: FIXED_MS.pool,
      basis,
    }),
  ];
}

/** Steps 8 and 9. */
function leaving({ plan, steps, now, blueDefinition }: Given): readonly DurationPart[] {
  const { pending, drain } = plan;
  const quietMs = pending?.zeroForMs ?? QUIET_WITHOUT_GAUGE_MS;
  const grace = blueDefinition?.['taskKillGracePeriodSeconds'];
  const graceMs = typeof grace === 'number' ? grace * 1000 : KILL_GRACE_MS;
  const kills = steps.filter((step) => step.leaving > 0).length;
  return [
    part('drain', drains({ plan, steps, now }), {
      expectedMs: quietMs,
      atMostMs: drain.timeoutMs,
      basis: `nothing pending for ${durationText(quietMs)}; how long the work that is under way takes is not known`,
    }),
    part('end tasks', kills, {
      expectedMs: Math.min(graceMs, KILL_GRACE_MS),
      atMostMs: endTimeoutMs(plan),
      basis: `a drained task ends soon; it has ${durationText(graceMs)} (taskKillGracePeriodSeconds)`,
    }),
  ];
}

/** How often tasks are withdrawn and waited for; those that are kept warm are once more at the end. */
function drains({ plan, steps, now }: Pick<Given, 'plan' | 'steps' | 'now'>): number {
  const isWarmBatch = (step: PreviewStep) =>
    plan.warm === true && step.batch !== undefined && step.leaving === 0 && now.blue > 0;
  return steps.filter((step) => step.leaving > 0 || isWarmBatch(step)).length;
}

/** What the spec itself waits for. */
function waiting({ plan, hooks }: Given): readonly DurationPart[] {
  if (plan.adopted?.how === 'turn-back') return [];
  const spent = 'procedure' in plan ? analysisTimes(plan) : [];
  const { durationMs } = plan.bake;
  return [
    ...spent,
    ...hooks.map(({ at, to, timeoutMs }) =>
      part(`ask ${to} (${at})`, 1, {
        expectedMs: 0,
        atMostMs: timeoutMs,
        basis: 'how long an answer takes is not known',
      }),
    ),
    part('bake', durationMs > 0 ? 1 : 0, {
      expectedMs: durationMs,
      atMostMs: durationMs,
      basis: 'bake.duration',
    }),
  ];
}

function removing({ plan, steps }: Given): readonly DurationPart[] {
  const times = steps.filter(({ title }) => title.includes('remove ')).length;
  const basis = 'Marathon removes an app without tasks';
  return [part('remove an app', times, { expectedMs: CHANGE_MS, atMostMs: endTimeoutMs(plan), basis })];
}

function sum(parts: readonly DurationPart[], what: 'expectedMs' | 'atMostMs'): number {
  return parts.reduce((total, it) => total + it[what], 0);
}
