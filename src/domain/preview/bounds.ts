import { afterFailure, type FailedStep } from '../after-failure.ts';
import { endTimeoutMs } from '../end-bound.ts';
import type { Gate, OnGateDeadline } from '../gates.ts';
import type { Hook, OnHookFailure } from '../notifications.ts';
import type { CauseKind } from '../outcome.ts';
import type { BlueGreenPlan, CanaryPlan } from '../plan.ts';
import { FIXED_MS } from './fixed-bounds.ts';
import type { Bound } from './preview.ts';

/** Every wait that ends by itself, and what happens then: as the workflow decides it. */
export function boundsOf(
  plan: BlueGreenPlan | CanaryPlan,
  { hooks, gatesInSpec }: { readonly hooks: readonly Hook[]; readonly gatesInSpec: number },
): readonly Bound[] {
  if (plan.adopted?.how === 'turn-back') return fixedBounds(plan);
  const isCanary = 'procedure' in plan;
  return [
    ...deadlineBounds(plan),
    {
      field: 'health.timeout',
      valueMs: plan.health.timeoutMs,
      of: 'all tasks that were started to be healthy',
      then: after(plan, { step: 3 }, 'unhealthy'),
    },
    {
      field: 'health.tolerance',
      valueMs: plan.health.toleranceMs,
      of: 'a task of the new version that has users to be unhealthy',
      then: BACK,
    },
    ...hooks.map(hookBound),
    ...(plan.blue === undefined ? [] : [drainBound(plan)]),
    ...(isCanary ? analysisBounds(plan) : []),
    ...(plan.gates ?? []).flatMap((gate, index) =>
      gateBound(gate, index < gatesInSpec ? `gates[${index}].deadline` : 'until.for'),
    ),
    ...(plan.bake.durationMs === 0 ? [] : [bakeBound(plan)]),
    ...fixedBounds(plan),
  ];
}

function bakeBound({ bake, blue }: BlueGreenPlan | CanaryPlan): Bound {
  return {
    field: 'bake.duration',
    valueMs: bake.durationMs,
    of: 'the new version to be watched',
    then: blue === undefined ? 'it is released' : `${blue.appId} is removed: no way back after that`,
  };
}

const BACK = 'it goes back';
const HOLDS = 'it waits: "retry" takes the step again, "abort" goes back';

function after(plan: BlueGreenPlan | CanaryPlan, at: FailedStep, cause: CauseKind): string {
  return afterFailure(plan.onFailure, at, cause) === 'hold' ? HOLDS : BACK;
}

function deadlineBounds(plan: BlueGreenPlan | CanaryPlan): readonly Bound[] {
  const { releaseMs, progressMs } = plan.deadlines ?? {};
  return [
    ...(releaseMs === undefined
      ? []
      : [
          {
            field: 'deadlines.release',
            valueMs: releaseMs,
            of: 'the whole release, people included',
            then: BACK,
          },
        ]),
    ...(progressMs === undefined
      ? []
      : [
          {
            field: 'deadlines.progress',
            valueMs: progressMs,
            of: 'another task to become healthy',
            then: after(plan, { step: 3 }, 'deadline'),
          },
        ]),
  ];
}

function drainBound(plan: BlueGreenPlan | CanaryPlan): Bound {
  const then = {
    'roll-back': after(plan, { step: 8 }, 'drain-timeout'),
    pause: 'it waits: "resume" waits once more, "promote" kills them, "abort" goes back',
    kill: 'they are killed with what they still do',
  }[plan.drain.onTimeout];
  return {
    field: 'drain.timeout',
    valueMs: plan.drain.timeoutMs,
    of: 'withdrawn tasks to have nothing pending',
    then,
  };
}

const AFTER_HOOK: Readonly<Record<OnHookFailure, string>> = {
  'roll-back': BACK,
  hold: 'it waits: "resume" asks again, "promote" goes on, "abort" goes back',
  go: 'it goes on',
};

function hookBound({ at, to, timeoutMs, onFailure }: Hook, index: number): Bound {
  return {
    field: `hooks[${index}].timeout`,
    valueMs: timeoutMs,
    of: `${to} to answer (${at})`,
    then: AFTER_HOOK[onFailure],
  };
}

const AFTER_GATE: Readonly<Record<OnGateDeadline, string>> = {
  approve: 'it goes on',
  'roll-back': BACK,
  'keep-waiting': 'it waits on, and those who are told are reminded',
};

function gateBound({ name, deadline }: Gate, field: string): readonly Bound[] {
  if (deadline === undefined) return [];
  return [
    {
      field,
      valueMs: deadline.afterMs,
      of: `an answer at the gate "${name}"`,
      then: AFTER_GATE[deadline.then],
    },
  ];
}

function analysisBounds({ steps, checks, analysis }: CanaryPlan): readonly Bound[] {
  if (checks.length === 0) return [];
  const asks = 'a person decides: "resume" measures anew, "promote" takes it as passed, "abort" goes back';
  return [
    ...(steps.some(({ kind }) => kind === 'analysis')
      ? [
          {
            field: 'analysis.timeout',
            valueMs: analysis.timeoutMs,
            of: 'an analysis that is a step',
            then: asks,
          },
        ]
      : []),
    {
      field: 'analysis.patience',
      valueMs: analysis.patienceMs,
      of: 'a check without an answer, where its policy is wait',
      then: asks,
    },
  ];
}

/** Those that no spec sets. */
function fixedBounds(plan: BlueGreenPlan | CanaryPlan): readonly Bound[] {
  const scaling =
    plan.adopted?.how === 'turn-back' ? 'it holds and asks' : after(plan, { step: 2 }, 'marathon');
  return [
    {
      valueMs: endTimeoutMs(plan),
      of: 'Marathon to take another count, and tasks to end',
      then: scaling,
    },
    { valueMs: FIXED_MS.pool, of: 'the load balancer to be as wanted', then: scaling },
  ];
}
