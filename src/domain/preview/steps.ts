import type { CanaryPlan, BlueGreenPlan } from '../plan.ts';
import { blueGreenSteps } from './blue-green-steps.ts';
import { canarySteps } from './canary-steps.ts';
import type { PreviewStep } from './preview.ts';
import { turnBackSteps } from './turn-back-steps.ts';
import type { Sizes } from './walk.ts';

/** Every step that a release would take from what is there now, by the functions that the release itself takes. */
export function stepsOf(plan: BlueGreenPlan | CanaryPlan, now: Sizes): readonly PreviewStep[] {
  const { adopted } = plan;
  if (adopted?.how === 'turn-back') return turnBackSteps(plan, now);
  const back = adopted?.how === 'turn-back-first' ? turnBackSteps(plan, now) : [];
  const from = back.length === 0 ? now : { green: 0, blue: plan.blue?.instances ?? 0 };
  return [...back, ...('procedure' in plan ? canarySteps(plan, from) : blueGreenSteps(plan, from))];
}
