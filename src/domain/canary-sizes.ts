import { tasksOfCanary } from './canary-capacity.ts';
import { FULL_WEIGHT, type CanaryScale, type CanaryStep } from './canary.ts';

/** Tasks that the canary has from each step on. At 100 % it is as large as the spec says, whatever it was before. */
export function sizesOfCanary(steps: readonly CanaryStep[], instancesAtEnd: number): readonly number[] {
  let weight = 0;
  let scale: CanaryScale = { kind: 'match-traffic-weight' };
  return steps.map((step) => {
    if (step.kind === 'set-canary-scale') scale = step.scale;
    if (step.kind === 'set-weight') weight = step.weight;
    if (weight === FULL_WEIGHT) scale = { kind: 'match-traffic-weight' };
    return tasksOfCanary(weight, instancesAtEnd, scale);
  });
}
