import type { Check } from './analysis.ts';

/** After so long a measurement without an answer is repeated, or after the interval where that is shorter. */
const RETRY_MS = 10_000;

/** Answered measurements until a check is complete; Infinity: it has no end by itself. */
export function effectiveCount({ count, intervalMs }: Pick<Check, 'count' | 'intervalMs'>): number {
  if (count !== undefined && count > 0) return count;
  return intervalMs === undefined ? 1 : Infinity;
}

/** The last measurement, on the clock of the analysis. */
export interface LastMeasured {
  readonly finishedMs: number;
  readonly answered: boolean;
}

/**
 * When a check is due, in ms on the clock of the analysis. The initial delay and the interval make a fixed grid: a slow
 * answer moves no later measurement, and a point that was missed is not made up for.
 */
export function nextDueMs(
  { initialDelayMs, intervalMs }: Pick<Check, 'initialDelayMs' | 'intervalMs'>,
  last: LastMeasured | undefined,
): number {
  if (last === undefined) return initialDelayMs;
  const retryMs = last.finishedMs + RETRY_MS;
  if (intervalMs === undefined) return retryMs;
  const passed = Math.floor((last.finishedMs - initialDelayMs) / intervalMs);
  const onGridMs = initialDelayMs + Math.max(0, passed + 1) * intervalMs;
  return last.answered ? onGridMs : Math.min(onGridMs, retryMs);
}
