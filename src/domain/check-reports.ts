import type { CheckPhase, CheckReport, Measurement } from './analysis.ts';
import { measurementsOf } from './analysis-news.ts';
import { firstAndLast } from './analysis-report.ts';

/**
 * Reports with what is newer of the same checks in the same analyses in their place. `final`: an analysis has ended with
 * it, which always holds. What it tells on its way may come late or out of order, and in part: it replaces only what has
 * counted fewer measurements and has no verdict yet, and shortens no list.
 */
export function withReports(
  known: readonly CheckReport[],
  news: readonly CheckReport[],
  { final }: { readonly final: boolean },
): readonly CheckReport[] {
  return news.reduce<readonly CheckReport[]>((reports, report) => {
    const index = reports.findIndex((it) => it.name === report.name && it.analysis === report.analysis);
    const before = reports[index];
    if (before === undefined) return [...reports, report];
    if (final) return reports.with(index, report);
    if (HAS_VERDICT[before.phase] || measurementsOf(before) >= measurementsOf(report)) return reports;
    return reports.with(index, { ...report, notPassed: merged(before.notPassed, report.notPassed) });
  }, known);
}

const HAS_VERDICT: Readonly<Record<CheckPhase, boolean>> = {
  pending: false,
  running: false,
  successful: true,
  inconclusive: true,
  failed: true,
};

function merged(known: readonly Measurement[], news: readonly Measurement[]): readonly Measurement[] {
  const times = new Set(known.map((it) => it.at));
  return firstAndLast([...known, ...news.filter((it) => !times.has(it.at))]);
}

/** What a signal brought, as far as it is reports. Whatever else somebody sent is left out. */
export function reportsIn(input: unknown): readonly CheckReport[] {
  return Array.isArray(input) ? input.filter(isReport) : [];
}

function isReport(it: unknown): it is CheckReport {
  if (typeof it !== 'object' || it === null) return false;
  const { name, analysis, phase, query, limit, counters, recent, notPassed } = it as Record<string, unknown>;
  return (
    [name, analysis, phase, query, limit].every((text) => typeof text === 'string') &&
    typeof counters === 'object' &&
    counters !== null &&
    [recent, notPassed].every((list) => Array.isArray(list) && list.every(hasTime))
  );
}

function hasTime(it: unknown): boolean {
  return typeof it === 'object' && it !== null && typeof (it as Record<string, unknown>)['at'] === 'string';
}
