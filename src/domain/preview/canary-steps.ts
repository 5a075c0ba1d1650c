import { sizesOfCanary } from '../canary-sizes.ts';
import { titleOfCanaryStep } from '../canary-title.ts';
import { FULL_WEIGHT, type CanaryStep } from '../canary.ts';
import type { CanaryPlan } from '../plan.ts';
import type { PreviewStep } from './preview.ts';
import { aWalk, gateNames, type Sizes } from './walk.ts';

/** The steps of a canary: those of its spec with the tasks that the workflow gives them, then stable leaves. */
export function canarySteps(plan: CanaryPlan, from: Sizes): readonly PreviewStep[] {
  const { blue: stable, green, warm, steps } = plan;
  const walk = aWalk(from);
  walk.take({
    title: `launch ${green.appId} without tasks`,
    gates: [...gateNames(plan, 'before', 'launch'), ...gateNames(plan, 'after', 'launch')],
  });
  const sizes = sizesOfCanary(steps, green.instances);
  const first = steps.findIndex(hasUsers);
  for (const [index, step] of steps.entries()) {
    const canaryStep = index + 1;
    const gates = gatesOfStep(plan, step, canaryStep, index === first);
    walk.take({ title: titleOfCanaryStep(step), canaryStep, gates }, { green: sizes[index] ?? 0 });
  }
  const beforeRetire = gateNames(plan, 'before', 'retire');
  const staysWarm = stable !== undefined && warm === true;
  if (stable !== undefined && !staysWarm)
    walk.take({ title: `retire ${stable.appId}`, gates: beforeRetire }, { blue: 0 });
  walk.take({
    title: 'bake',
    gates: [...gateNames(plan, 'before', 'bake'), ...gateNames(plan, 'after', 'bake')],
  });
  if (stable !== undefined)
    walk.take(
      {
        title: staysWarm ? `retire and remove ${stable.appId}` : `remove ${stable.appId}`,
        gates: [...gateNames(plan, 'before', 'removal'), ...(staysWarm ? beforeRetire : [])],
      },
      { blue: 0 },
    );
  return walk.steps;
}

function hasUsers(step: CanaryStep): boolean {
  if (step.kind === 'set-header-route') return step.match.length > 0;
  return step.kind === 'set-weight' && step.weight > 0;
}

function gatesOfStep(
  plan: CanaryPlan,
  step: CanaryStep,
  number: number,
  isFirstWithUsers: boolean,
): readonly string[] {
  const isPromotion = step.kind === 'set-weight' && step.weight === FULL_WEIGHT;
  return [
    ...gateNames(plan, 'before', 'step', number),
    ...(isFirstWithUsers ? gateNames(plan, 'before', 'traffic') : []),
    ...(isPromotion ? gateNames(plan, 'before', 'promotion') : []),
    ...(step.kind === 'pause' && step.durationMs === undefined ? [`pause of step ${number}`] : []),
    ...gateNames(plan, 'after', 'step', number),
  ];
}
