import type { AppDefinition } from './app.ts';
import type { Check } from './analysis.ts';
import type { CanaryStep, StickyKey } from './canary.ts';
import type { Control } from './control.ts';
import type { BackendSlot } from './pool.ts';

/** A spec with every default filled in and every duration in milliseconds: what both procedures work from. */
export interface ReleasePlan extends Control {
  readonly target: string;
  readonly service: string;
  /** Names this release; value of green's label PACER_RELEASE. */
  readonly release: string;
  /** What serves now; absent when this is the service's first release. */
  readonly blue?: Side;
  readonly green: Side;
  /** Green's definition as it is sent to Marathon, but for `instances`. */
  readonly definition: AppDefinition;
  readonly portIndex: number;
  /** `toleranceMs`: how long a task of green that serves may be unhealthy before the release goes back. */
  readonly health: { readonly timeoutMs: number; readonly toleranceMs: number; readonly required: boolean };
  readonly pending?: PendingGauge;
  readonly drain: { readonly timeoutMs: number; readonly onTimeout: 'roll-back' | 'pause' | 'kill' };
  readonly bake: BakeRule;
  /** Blue's tasks run on without users until the bake is over. */
  readonly warm?: true;
  /** Blue's definition, to come back to later. */
  readonly previous?: PreviousVersion;
  /** A version that was on its way already when this release began. */
  readonly adopted?: Adopted;
}

/** The version that served before, as it can be released again. */
export interface PreviousVersion {
  readonly definition: AppDefinition;
  readonly instances: number;
  /** Fields that looked like secrets and are not kept: a release of it has to be given them. */
  readonly leftOut?: readonly string[];
}

/** Green as it was found. */
export interface Adopted {
  /** finish: go on with it. turn-back: that is all. turn-back-first: then begin anew with the spec's version. */
  readonly how: 'finish' | 'turn-back' | 'turn-back-first';
  /** Its instances when it was found. */
  readonly instances: number;
  /** Its tasks that had users then; absent when there were none. */
  readonly serving?: readonly string[];
  /** Its label PACER_RELEASE; absent when somebody else launched it. */
  readonly release?: string;
  /** One sentence for the operator: what was found. */
  readonly found: string;
}

export interface BlueGreenPlan extends ReleasePlan {
  readonly batches: BatchRule;
  /** Most tasks above blue's count at the start that may run at once; absent: one batch. */
  readonly extraTasks?: number;
  readonly approval: 'none' | 'after-first-batch' | 'before-removal';
}

/** Blue is stable, green is the canary. */
export interface CanaryPlan extends ReleasePlan {
  readonly procedure: 'canary';
  /** What the spec says, its shorthand expanded. The last one is weight 100 %, at the canary's full capacity. */
  readonly steps: readonly CanaryStep[];
  /** All that steps and analyses name. */
  readonly checks: readonly Check[];
  /** Checks that are measured beside the steps from this one on (1 is the first) up to 100 %. */
  readonly background?: { readonly fromStep: number; readonly checks: readonly string[] };
  /** Checks that are measured during the bake. */
  readonly bakeChecks: readonly string[];
  /** `timeoutMs`: longest analysis of a step. `patienceMs`: how long the policy `wait` waits for an answer. */
  readonly analysis: { readonly timeoutMs: number; readonly patienceMs: number };
  readonly sticky?: StickyKey;
  /** What the spec does not say and planning decided, a sentence each. */
  readonly notes?: readonly string[];
}

/** One of the two versions, with the place it has in Marathon and in the pool. */
export interface Side {
  readonly colour: 'blue' | 'green';
  readonly appId: string;
  readonly slot: BackendSlot;
  /** Blue: tasks at the start. Green: tasks at the end. */
  readonly instances: number;
  /** Blue only: how many of its tasks were healthy when the release began. */
  readonly healthyAtStart?: number;
}

export type BatchRule =
  | { readonly kind: 'growing'; readonly first: number; readonly growth: number }
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'percent'; readonly percent: number };

export interface PendingGauge {
  readonly metric: string;
  readonly path: string;
  readonly portIndex: number;
  readonly zeroForMs: number;
}

export interface BakeRule {
  readonly durationMs: number;
  readonly intervalMs: number;
  readonly failureLimit: number;
  readonly checks: readonly BakeCheck[];
}

export interface BakeCheck {
  readonly name: string;
  /** PromQL with its placeholders already replaced. */
  readonly query: string;
  readonly max?: number;
  readonly min?: number;
}
