import type { Check, CheckReport, Measurement } from './analysis.ts';
import { count, NOTHING_COUNTED } from './analysis-counters.ts';
import { limitText } from './analysis-limit.ts';

const MOST_RECENT = 10;
/** Of those that did not pass, so many of the first and as many of the last are kept. */
const HALF_OF_NOT_PASSED = 50;
/** What a server says may be long; this is enough to know it by. */
const LONGEST_MESSAGE = 200;

/** A check that was not measured yet. */
export function newReport(check: Check, analysis: string): CheckReport {
  return {
    name: check.name,
    analysis,
    phase: 'pending',
    dryRun: check.dryRun,
    query: check.query,
    limit: limitText(check),
    counters: NOTHING_COUNTED,
    recent: [],
    notPassed: [],
  };
}

/** The report with one measurement more. */
export function withMeasurement(report: CheckReport, measured: Measurement): CheckReport {
  const measurement =
    measured.message === undefined
      ? measured
      : { ...measured, message: measured.message.slice(0, LONGEST_MESSAGE) };
  return {
    ...report,
    counters: count(report.counters, measurement.phase),
    recent: [...report.recent, measurement].slice(-MOST_RECENT),
    notPassed:
      measurement.phase === 'successful'
        ? report.notPassed
        : firstAndLast([...report.notPassed, measurement]),
  };
}

/** All, or of too many the first and the last. */
export function firstAndLast(all: readonly Measurement[]): readonly Measurement[] {
  if (all.length <= 2 * HALF_OF_NOT_PASSED) return all;
  return [...all.slice(0, HALF_OF_NOT_PASSED), ...all.slice(-HALF_OF_NOT_PASSED)];
}
