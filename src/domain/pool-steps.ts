import { planAdditions } from './pool-additions.ts';
import { planDrains } from './pool-drains.ts';
import type { ObservedInstance } from './pool-observation.ts';
import type { InstanceStep } from './pool-phase.ts';
import { planRemovals } from './pool-removals.ts';
import { planRouting } from './pool-routing-steps.ts';
import { targetOf } from './pool-target.ts';
import type { DesiredPool } from './pool.ts';

/** What to do next. No steps and nothing awaited: the pool is as desired. */
export interface PoolPlan {
  readonly steps: readonly InstanceStep[];
  /** Sentences for the operator. */
  readonly waitingFor: readonly string[];
}

/**
 * The next steps towards `desired`: additions on all instances first, then routing, then drains, then removals. A phase
 * begins when the one before has nothing left to do on any instance. Steps of one instance are to be taken in order.
 */
export function planPool(desired: DesiredPool, instances: readonly ObservedInstance[]): PoolPlan {
  const target = targetOf(desired, instances);
  const additions = planAdditions(target, instances);
  const later = [
    () => planRouting(target, instances),
    () => planDrains(target, instances, additions.misses),
    () => planRemovals(target, instances),
  ];
  let phase = additions;
  const misses = [...additions.misses];
  while (phase.steps.length === 0 && phase.holds.length === 0) {
    const next = later.shift();
    if (!next) return { steps: [], waitingFor: misses };
    phase = next();
    misses.push(...phase.misses);
  }
  return { steps: phase.steps, waitingFor: [...phase.holds, ...misses] };
}
