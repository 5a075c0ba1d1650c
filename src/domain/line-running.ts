import { isSame, type Run } from './line.ts';
import type { ReleaseState } from './status.ts';

/** The one that runs, as one that waits sees it. */
export interface Running extends Run {
  /** Of one that is to be replaced. Absent: not known yet, or not asked. */
  readonly stand?: Stand;
}

export type Stand =
  /** it was told to abort */
  | 'told'
  /** it holds, where abort would leave everything as it is: a person decides first */
  | 'holding'
  /** it does not tell where it stands, so that it may hold */
  | 'silent';

/** How one stands that is to be replaced; undefined when it can be told to abort. `state`: undefined when it does not tell. */
export function standIn(state: ReleaseState | undefined): Exclude<Stand, 'told'> | undefined {
  if (state === undefined) return 'silent';
  return state === 'holding' ? 'holding' : undefined;
}

/** Whether the one that waits has to know how the one that runs stands now. Silence after a hold is no news. */
export function isNewStand(known: Running | undefined, seen: Running): boolean {
  if (known === undefined || !isSame(known, seen)) return true;
  if (!isSpared(known)) return false;
  return seen.stand !== known.stand && seen.stand !== 'silent';
}

/** It was not told to abort, and is once it can be. */
export function isSpared(running: Running | undefined): boolean {
  return running?.stand === 'holding' || running?.stand === 'silent';
}
