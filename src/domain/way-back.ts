import type { PoolIntent } from './pool-intent.ts';

export type WayBack =
  /** whoever serves carries everybody: users leave the other version first, by one change of the map */
  | 'traffic-first'
  /** it has lost tasks, or shares by their number: they come back first, then users */
  | 'capacity-first';

/** How users get back to the app that served before. */
export function wayBack({ split, sides }: PoolIntent, appId: string): WayBack {
  const side = sides.find((it) => it.appId === appId);
  const isWhole = side?.admit === 'all' && side.withdrawn.length === 0;
  return split !== undefined && isWhole ? 'traffic-first' : 'capacity-first';
}
