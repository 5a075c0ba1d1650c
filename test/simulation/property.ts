import fc from 'fast-check';
import { anySchedule } from './arbitrary.ts';
import { simulate, type Run } from './run.ts';
import type { Schedule } from './schedule.ts';

export interface Chaos {
  readonly runs: number;
  readonly seed: number;
  /** After each run, those of shrinking included. */
  readonly onRun?: (run: Run) => void;
}

/** The shortest schedule found in which something was not as it has to be; undefined when none was found. */
export interface Failing {
  readonly schedule: Schedule;
  readonly violations: readonly string[];
}

/** A run takes a while, and a schedule has many parts: shrinking ends after so long. */
const SHRINK_FOR_MS = 120_000;

/** Runs random schedules until one fails, and shortens that one. The same seed gives the same schedules. */
export async function findFailing({ runs, seed, onRun }: Chaos): Promise<Failing | undefined> {
  let shortest: Failing | undefined;
  let failedSinceMs: number | undefined;
  const property = fc.asyncProperty(anySchedule, async (schedule) => {
    const isShrinkingTooLong = failedSinceMs !== undefined && Date.now() - failedSinceMs > SHRINK_FOR_MS;
    if (isShrinkingTooLong) return true;
    const run = await simulate(schedule);
    onRun?.(run);
    if (run.violations.length === 0) return true;
    failedSinceMs ??= Date.now();
    shortest = { schedule, violations: run.violations };
    return false;
  });
  await fc.check(property, { numRuns: runs, seed });
  return shortest;
}

/** The schedule as an entry of cases/index.ts. */
export function asCase({ schedule, violations }: Failing): string {
  const title = violations[0]?.split('\n')[0] ?? 'something is wrong';
  return `{\n  title: ${JSON.stringify(title)},\n  schedule: ${JSON.stringify(schedule, undefined, 2).replaceAll('\n', '\n  ')},\n},`;
}
