import { FULL_WEIGHT } from './canary.ts';
import type { BlueStanding } from './blue-standing.ts';
import type { CauseKind } from './outcome.ts';
import type { Side } from './plan.ts';

/** A task carries at most half as much again as its usual load, for the time in which the others come up. */
const HEADROOM = 1.5;

/** What the choice between the two ways back depends on. */
export interface WayBackFacts {
  readonly blue: BlueStanding;
  /** How many of its tasks are wanted, and whether none was healthy at the start. */
  readonly wanted: number;
  readonly wasDead: boolean;
  /** Nothing of blue is withdrawn, as far as the release knows. */
  readonly isOpen: boolean;
  /** Something is wrong for users of green. */
  readonly greenIsBad: boolean;
  readonly greenServes: boolean;
}

export type WayBack =
  /** everybody, at once, by one change of the map: every server that blue had is open */
  | { readonly kind: 'turn-back' }
  /** its servers open, then users leave green, as many as blue carries: its share, in ten-thousandths */
  | { readonly kind: 'traffic-first'; readonly share: number }
  /** blue's tasks come back first, then users */
  | { readonly kind: 'capacity-first' }
  /** nobody is to be sent back: a person decides */
  | { readonly kind: 'hold'; readonly because: string };

/**
 * How users get back to blue. A whole blue takes all of them at once, whatever the cause. One that has lost tasks takes
 * them at once only from a bad green, and as many as it carries; else its tasks come first. Never onto a dead blue.
 */
export function wayBack({ blue, wanted, wasDead, isOpen, greenIsBad, greenServes }: WayBackFacts): WayBack {
  switch (blue.kind) {
    case 'gone':
      return { kind: 'hold', because: 'it is gone: somebody else removed it' };
    case 'unknown':
      return isOpen ? { kind: 'turn-back' } : { kind: 'capacity-first' };
    case 'seen': {
      if (blue.healthy === 0) {
        return wasDead && greenServes
          ? { kind: 'hold', because: `none of its ${wanted} tasks is healthy, as when the release began` }
          : { kind: 'capacity-first' };
      }
      if (blue.healthy >= wanted)
        return isOpen ? { kind: 'turn-back' } : { kind: 'traffic-first', share: FULL_WEIGHT };
      const share = bearable(blue.healthy, wanted);
      return greenIsBad && share > (blue.share ?? 0)
        ? { kind: 'traffic-first', share }
        : { kind: 'capacity-first' };
    }
  }
}

/** Its tasks at the start, as far as they were healthy then; all of them where none was. */
export function wantedOf(blue: Side): number {
  const { instances, healthyAtStart = instances } = blue;
  return wasDead(blue) ? instances : Math.min(instances, healthyAtStart);
}

/** None of its tasks was healthy when the release began. */
export function wasDead({ healthyAtStart }: Side): boolean {
  return healthyAtStart === 0;
}

/**
 * How many of its tasks must be healthy before green goes: no more than at the start. Where none was, nothing is asked of
 * it, unless users would be taken from green for it: then all.
 */
export function enoughOf(blue: Side, greenServes: boolean): number {
  return wasDead(blue) && !greenServes ? 0 : wantedOf(blue);
}

/** The share of all users, in ten-thousandths, that so many of the wanted tasks carry for a time. */
export function bearable(healthy: number, wanted: number): number {
  if (healthy <= 0) return 0;
  return Math.min(FULL_WEIGHT, Math.floor((healthy * FULL_WEIGHT * HEADROOM) / Math.max(1, wanted)));
}

/** Why nobody is to be sent to a blue that is as open as it was; undefined when it carries everybody, or is not known. */
export function tooFewFor(wanted: number, blue: BlueStanding): string | undefined {
  if (blue.kind === 'unknown') return undefined;
  if (blue.kind === 'gone') return 'it is gone';
  const carrying = Math.min(blue.healthy, blue.serving ?? blue.healthy);
  if (bearable(carrying, wanted) === FULL_WEIGHT) return undefined;
  return `${carrying} of its tasks serve, too few for everybody`;
}

const BAD_FOR_USERS: ReadonlySet<CauseKind> = new Set([
  'unhealthy',
  'crash-loop',
  'unreachable-task',
  'check-failed',
]);

/** Whether a cause means that those who have green are served badly. */
export function isBadForUsers(cause: CauseKind): boolean {
  return BAD_FOR_USERS.has(cause);
}
