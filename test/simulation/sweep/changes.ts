import {
  APP_CHANGES,
  POOL_CHANGES,
  type AppChange,
  type Foreign,
  type PoolChange,
} from '../world/foreign.ts';

/** All that somebody else does, each to one side or to a load balancer. */
export const CHANGES: readonly Foreign[] = [
  ...(['blue', 'green'] as const).flatMap((side) => APP_CHANGES.map((change) => ({ change, side }))),
  ...POOL_CHANGES.map((change) => ({ change })),
];

export const nameOf = (foreign: Foreign): string =>
  'side' in foreign ? `${foreign.side} ${foreign.change}` : foreign.change;

const OF_APP: Readonly<Record<AppChange, string>> = {
  'kill-task': 'has lost task',
  'lose-agent': 'has task .* out of reach',
  'scale-up': 'was scaled from',
  'scale-down': 'was scaled from',
  'scale-to-0': 'was scaled from',
  deploy: 'has deployment',
  restart: 'was changed or restarted by somebody else',
  delete: 'was deleted by somebody else',
};

const OF_POOL: Readonly<Record<PoolChange, string>> = {
  'remove-server': 'was removed by somebody else|has lost its servers',
  'drain-server': 'was taken out by somebody else',
  'stop-server': 'was taken out by somebody else',
  'add-server': 'is not of this release',
  'edit-map': 'the map of .* was changed by somebody else',
  'remove-entry': 'the map of .* was changed by somebody else',
  'empty-balancer': 'was removed by somebody else|has lost its servers',
};

/** The sentence in which the status names the change. */
export function sentenceOf(foreign: Foreign): RegExp {
  return 'side' in foreign
    ? new RegExp(`^${foreign.side} /\\S+ (${OF_APP[foreign.change]})`)
    : new RegExp(OF_POOL[foreign.change]);
}
