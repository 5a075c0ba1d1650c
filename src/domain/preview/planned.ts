import type { BlueGreenPlan, CanaryPlan } from '../plan.ts';
import type { Problem } from '../problem.ts';

/** What planning came to: the plan that a release would have, or why there is none. */
export type Planned =
  | { readonly kind: 'planned'; readonly plan: BlueGreenPlan | CanaryPlan }
  /** `waitsFor`: what passes, and a release would wait for */
  | { readonly kind: 'unplanned'; readonly problems: readonly Problem[]; readonly waitsFor?: string };
