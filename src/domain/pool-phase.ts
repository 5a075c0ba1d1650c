import type { Route, RouteMatch } from './canary.ts';
import type { PoolRouting } from './pool-routing.ts';
import type { BackendSlot } from './pool.ts';

/** One change of one load balancer instance. `name` is the load balancer's name for the server. */
export type PoolStep =
  /** born in maintenance, unchecked */
  | {
      readonly kind: 'add-server';
      readonly slot: BackendSlot;
      readonly name: string;
      readonly address: string;
    }
  /** its check starts, it stays in maintenance */
  | { readonly kind: 'enable-health'; readonly slot: BackendSlot; readonly name: string }
  | { readonly kind: 'enable-server'; readonly slot: BackendSlot; readonly name: string }
  /** weight 0 and drain; from maintenance, too, where it starts the check again */
  | { readonly kind: 'drain-server'; readonly slot: BackendSlot; readonly name: string }
  | {
      readonly kind: 'undrain-server';
      readonly slot: BackendSlot;
      readonly name: string;
      readonly weight: number;
    }
  /** one change of the map: share, stickiness, whether routes count */
  | { readonly kind: 'set-routing'; readonly routing: PoolRouting; readonly entry: 'present' | 'missing' }
  /** counts only while routes are open */
  | { readonly kind: 'set-route'; readonly route: Route; readonly entry: 'present' | 'missing' }
  | { readonly kind: 'delete-route'; readonly route: RouteMatch }
  /** maintenance: cuts nothing, and a server can be deleted from nowhere else */
  | { readonly kind: 'disable-server'; readonly slot: BackendSlot; readonly name: string }
  | { readonly kind: 'delete-server'; readonly slot: BackendSlot; readonly name: string };

export interface InstanceStep {
  readonly balancer: string;
  readonly step: PoolStep;
}

/** What one phase has to do on all instances. Sentences are for the operator. */
export interface Phase {
  readonly steps: readonly InstanceStep[];
  /** Awaited before a later phase may begin. */
  readonly holds: readonly string[];
  /** Not as desired, yet later phases do not wait for it. */
  readonly misses: readonly string[];
}

/** Collects a phase, instance by instance. */
export interface PhaseDraft {
  readonly steps: InstanceStep[];
  readonly holds: string[];
  readonly misses: string[];
}

export const emptyPhase = (): PhaseDraft => ({ steps: [], holds: [], misses: [] });
