import type { BatchRule } from './plan.ts';

/** One round of steps 2-9, in absolute numbers of tasks at its end. */
export interface Batch {
  /** Counts from 1. */
  readonly number: number;
  /** Tasks of the version that arrives. */
  readonly arriving: number;
  /** Tasks left of the version that leaves. */
  readonly leaving: number;
}

/**
 * Splits a change-over from `leaving` to `arriving` tasks into batches. At every moment at least
 * min(leaving, arriving) tasks can serve, and at most one batch (or `extraTasks`) runs beyond `leaving` until the
 * version that leaves is gone; what `arriving` has beyond `leaving` comes after it in batches of its own.
 */
export function planBatches(
  leaving: number,
  arriving: number,
  rule: BatchRule,
  extraTasks?: number,
): readonly Batch[] {
  const batches: Batch[] = [];
  let here = 0;
  while (here < arriving) {
    const size = Math.min(sizeOf(batches.length, Math.max(leaving, arriving), rule), extraTasks ?? Infinity);
    here = Math.min(arriving, here + size);
    const left = here === arriving ? 0 : Math.max(0, leaving - here);
    batches.push({ number: batches.length + 1, arriving: here, leaving: left });
  }
  return batches;
}

/**
 * The batches that are left when `here` tasks of the version that arrives are here already: it is never scaled down, a
 * batch that may have been under way is done again, and the last one always is.
 */
export function batchesLeft(batches: readonly Batch[], here: number): readonly Batch[] {
  const next = batches.findIndex(({ arriving }) => arriving >= here);
  return batches.slice(next);
}

function sizeOf(index: number, total: number, rule: BatchRule): number {
  switch (rule.kind) {
    case 'growing':
      return Math.max(1, Math.floor(rule.first * rule.growth ** index));
    case 'fixed':
      return rule.size;
    case 'percent':
      return Math.max(1, Math.ceil((total * rule.percent) / 100));
  }
}
