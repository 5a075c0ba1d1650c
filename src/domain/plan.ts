import type { AppDefinition } from './app.ts';
import type { BackendSlot } from './pool.ts';

/** A spec with every default filled in and every duration in milliseconds: what a procedure works from. */
export interface BlueGreenPlan {
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
  readonly batches: BatchRule;
  /** Most tasks above blue's count at the start that may run at once; absent: one batch. */
  readonly extraTasks?: number;
  /** `toleranceMs`: how long a task of green that serves may be unhealthy before the release goes back. */
  readonly health: { readonly timeoutMs: number; readonly toleranceMs: number; readonly required: boolean };
  readonly pending?: PendingGauge;
  readonly drain: { readonly timeoutMs: number; readonly onTimeout: 'roll-back' | 'pause' | 'kill' };
  readonly approval: 'none' | 'after-first-batch' | 'before-removal';
  readonly bake: BakeRule;
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
