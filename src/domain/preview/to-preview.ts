import { toHook } from '../notifications-spec.ts';
import type { BlueGreenPlan, CanaryPlan } from '../plan.ts';
import type { CheckedSpec } from '../spec.ts';
import { boundsOf } from './bounds.ts';
import { capacityOf, taskSize } from './capacity.ts';
import { changesOf } from './changes.ts';
import { definitionDiff } from './definition-diff.ts';
import { durationOf } from './duration.ts';
import type { Facts } from './facts.ts';
import { obstaclesOf } from './obstacles.ts';
import type { Planned } from './planned.ts';
import type { Forecast, Preview } from './preview.ts';
import { stepsOf } from './steps.ts';

/** What a release would do, from its spec, its plan and what was seen. Holds no value that looks like a secret. */
export function toPreview(spec: CheckedSpec, planned: Planned, facts: Facts): Preview {
  const plan = planned.kind === 'planned' ? planned.plan : undefined;
  const obstacles = obstaclesOf(spec, planned, facts);
  return {
    procedure: spec.procedure ?? 'blue-green',
    service: spec.service,
    target: spec.target,
    summary: summaryOf(spec, plan),
    blocked: obstacles.some(({ blocks }) => blocks),
    obstacles,
    ...(plan?.adopted !== undefined && { adopted: plan.adopted }),
    ...(plan !== undefined && { forecast: forecastOf(spec, plan, facts) }),
  };
}

function summaryOf({ service }: CheckedSpec, plan: BlueGreenPlan | CanaryPlan | undefined): string {
  if (plan === undefined) return `a release of "${service}" cannot be planned as things are`;
  const { blue, green, adopted } = plan;
  if (adopted?.how === 'turn-back')
    return `${green.appId} would be turned back: ${blue?.appId ?? 'nobody'} serves "${service}" as before`;
  if (blue === undefined) return `${green.appId} would serve "${service}", which nothing serves yet`;
  return `${green.appId} would serve "${service}" in place of ${blue.appId}`;
}

function forecastOf(spec: CheckedSpec, plan: BlueGreenPlan | CanaryPlan, facts: Facts): Forecast {
  const { blue, blueDefinition } = facts;
  const now = { green: plan.adopted?.instances ?? 0, blue: blue?.instances ?? plan.blue?.instances ?? 0 };
  const steps = stepsOf(plan, now);
  const hooks = (spec.hooks ?? []).map(toHook);
  const task = { green: taskSize(plan.definition), blue: taskSize(blueDefinition ?? plan.definition) };
  return {
    changes: changesOf(plan, now),
    definition:
      blueDefinition === undefined || plan.adopted?.how === 'turn-back'
        ? []
        : definitionDiff(blueDefinition, plan.definition),
    steps,
    capacity: capacityOf(plan, steps, now, task),
    duration: durationOf({ plan, steps, now, hooks, blue, blueDefinition }),
    bounds: boundsOf(plan, { hooks, gatesInSpec: spec.gates?.length ?? 0 }),
    notes: 'procedure' in plan ? (plan.notes ?? []) : [],
  };
}
