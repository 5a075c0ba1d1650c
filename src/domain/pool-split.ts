import { FULL_WEIGHT, type Route, type StickyKey } from './canary.ts';
import type { BackendSlot, DesiredPool } from './pool.ts';

/** Who of the users gets the canary, whatever the number of its tasks. */
export interface PoolSplit {
  /** The canary's. */
  readonly slot: BackendSlot;
  /** Its share of requests, in ten-thousandths. */
  readonly weight: number;
  readonly sticky?: StickyKey;
  readonly routes: readonly Route[];
  /** Whether a verdict of its analysis overrules it; false on the way back and once stable leaves. */
  readonly yields: boolean;
}

/** The split as the pool has it. */
export function routingOf({
  slot,
  weight,
  sticky,
  routes,
  yields,
}: PoolSplit): Pick<DesiredPool, 'shareOfB' | 'sticky' | 'routes' | 'yields'> {
  return {
    shareOfB: slot === 'b' ? weight : FULL_WEIGHT - weight,
    ...(sticky === undefined ? {} : { sticky }),
    ...(routes.length === 0 ? {} : { routes }),
    ...(yields ? { yields: true } : {}),
  };
}
