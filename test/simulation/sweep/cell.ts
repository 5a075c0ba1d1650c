import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Foreign } from '../world/foreign.ts';
import type { Phase } from './phases.ts';

/** What became of one change in one phase. */
export interface Cell {
  readonly phase: Phase;
  readonly foreign: Foreign;
  /** Absent: there was nothing to change then. */
  readonly did?: Did;
  readonly problems: readonly string[];
}

export interface Did {
  /** How long it took until the status named it. */
  readonly namedAfterMs?: number;
  /** The guard has paused the release. */
  readonly isHeld: boolean;
  /** Absent: it has not ended, or otherwise. */
  readonly outcome?: Outcome;
  readonly endedAs: string;
}
