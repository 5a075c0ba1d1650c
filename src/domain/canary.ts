import type { BackendSlot } from './backend-slot.ts';

/** One step of a canary, in the words of Argo Rollouts. */
export type CanaryStep =
  /** `weight`: share of requests for the canary, in ten-thousandths */
  | { readonly kind: 'set-weight'; readonly weight: number }
  /** without a duration: until `promote` */
  | { readonly kind: 'pause'; readonly durationMs?: number }
  | { readonly kind: 'set-canary-scale'; readonly scale: CanaryScale }
  /** requests that go to the canary whatever its weight; no match closes the route of that name */
  | { readonly kind: 'set-header-route'; readonly name: string; readonly match: readonly RouteMatch[] }
  /** checks by name, to their end or for a time */
  | { readonly kind: 'analysis'; readonly checks: readonly string[]; readonly durationMs?: number };

export type CanaryScale =
  | { readonly kind: 'instances'; readonly instances: number }
  /** of the instances at the end, rounded up */
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'match-traffic-weight' };

export interface RouteMatch {
  readonly by: 'header' | 'cookie' | 'query';
  readonly name: string;
  /** Absent: any value. */
  readonly value?: string;
}

/** A match that goes to one slot. */
export interface Route extends RouteMatch {
  readonly slot: BackendSlot;
}

/** By what a user is known, so that the same one stays on one version. */
export type StickyKey = 'header' | 'cookie' | 'address';

/** What HAProxy's configuration for a service can do beside a share. */
export interface EntryAbilities {
  /** Names of header and cookie that users are known by; `address` is true or absent. */
  readonly sticky: { readonly header?: string; readonly cookie?: string; readonly address?: true };
  /** Names that a route may look at, in lower case for headers. */
  readonly routes: Readonly<Record<RouteMatch['by'], readonly string[]>>;
}

export const FULL_WEIGHT = 10_000;
