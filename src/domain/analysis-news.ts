import type { CheckReport } from './analysis.ts';
import { answeredOf } from './analysis-counters.ts';

/** So many measurements that failed or were inconclusive are told each; after them they count like any other. */
const MOST_BAD_TOLD = 12;
const MOST_UNANSWERED_TOLD = 8;
/** What the news of a check brings of each list. The result brings all. */
const MOST_MEASUREMENTS = 10;

/**
 * Whether what was measured since is worth an event in the release's history: the first, second, fourth, eighth, ...
 * measurement of all checks together, and each of the first few that did not pass. So an analysis of a million
 * measurements has forty news, however many checks it has.
 */
export function isNews(before: readonly CheckReport[], after: readonly CheckReport[]): boolean {
  const [then, now] = [totalsOf(before), totalsOf(after)];
  const doubled = Math.floor(Math.log2(then.all)) < Math.floor(Math.log2(now.all));
  const isOneOfFew = (what: 'bad' | 'unanswered', most: number) =>
    now[what] > then[what] && then[what] < most;
  return doubled || isOneOfFew('bad', MOST_BAD_TOLD) || isOneOfFew('unanswered', MOST_UNANSWERED_TOLD);
}

/** Reports of checks that have been measured since they were told, each with the end of its lists. */
export function newsOf(told: readonly CheckReport[], now: readonly CheckReport[]): readonly CheckReport[] {
  const changed = now.filter((report) => {
    const known = told.find((it) => it.name === report.name);
    return measurementsOf(report) > (known === undefined ? 0 : measurementsOf(known));
  });
  return changed.map((report) => ({
    ...report,
    recent: report.recent.slice(-MOST_MEASUREMENTS),
    notPassed: report.notPassed.slice(-MOST_MEASUREMENTS),
  }));
}

export function measurementsOf({ counters }: CheckReport): number {
  return answeredOf(counters) + counters.noData + counters.error;
}

function totalsOf(reports: readonly CheckReport[]) {
  const sum = (of: (report: CheckReport) => number) => reports.reduce((total, it) => total + of(it), 0);
  return {
    all: sum(measurementsOf),
    bad: sum(({ counters }) => counters.failed + counters.inconclusive),
    unanswered: sum(({ counters }) => counters.noData + counters.error),
  };
}
