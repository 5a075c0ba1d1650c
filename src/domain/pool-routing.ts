import { FULL_WEIGHT, type RouteMatch, type StickyKey } from './canary.ts';
import type { BackendSlot } from './pool.ts';

/** How an instance chooses a slot for a request. One change of its map replaces all of it. */
export interface PoolRouting {
  /** Share of slot b, in ten-thousandths. */
  readonly shareOfB: number;
  readonly sticky?: StickyKey;
  /** The routes in its map count. */
  readonly routesOpen: boolean;
  /** A verdict sent everybody to one slot, and a pool that yields leaves it so. */
  readonly turnedBack: boolean;
}

export const everybodyTo = (slot: BackendSlot, turnedBack: boolean): PoolRouting => ({
  shareOfB: slot === 'b' ? FULL_WEIGHT : 0,
  routesOpen: false,
  turnedBack,
});

export const isSameRouting = (x: PoolRouting, y: PoolRouting): boolean =>
  x.shareOfB === y.shareOfB &&
  x.sticky === y.sticky &&
  x.routesOpen === y.routesOpen &&
  x.turnedBack === y.turnedBack;

export const isSameMatch = (x: RouteMatch, y: RouteMatch): boolean =>
  x.by === y.by && x.name === y.name && x.value === y.value;
