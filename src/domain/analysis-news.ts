import type { CheckReport } from './analysis.ts';

/** So many measurements of a check that did not pass are told each; after them they count like any other. */
const MOST_TOLD = 20;

/**
 * Whether what was measured since is worth an event in the release's history: the first, second, fourth, eighth, ...
 * measurement of a check, and each of the first twenty that did not pass. So history grows with the logarithm only.
 */
export function isNews(before: readonly CheckReport[], after: readonly CheckReport[]): boolean {
  return after.some((report) => {
    const known = before.find((it) => it.name === report.name);
    const count = measurements(report);
    if (count === (known === undefined ? 0 : measurements(known))) return false;
    if (Number.isInteger(Math.log2(count))) return true;
    return report.recent.at(-1)?.phase !== 'successful' && notPassed(report) <= MOST_TOLD;
  });
}

function measurements(report: CheckReport): number {
  return report.counters.successful + notPassed(report);
}

function notPassed({ counters }: CheckReport): number {
  const { failed, inconclusive, noData, error } = counters;
  return failed + inconclusive + noData + error;
}
