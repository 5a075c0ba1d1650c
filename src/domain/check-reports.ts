import type { CheckReport } from './analysis.ts';

/** Reports with newer ones of the same checks in the same analyses in their place; older news changes nothing. */
export function withReports(
  known: readonly CheckReport[],
  news: readonly CheckReport[],
): readonly CheckReport[] {
  return news.reduce<readonly CheckReport[]>((reports, report) => {
    const index = reports.findIndex((it) => it.name === report.name && it.analysis === report.analysis);
    const before = reports[index];
    if (before === undefined) return [...reports, report];
    return lastAt(before) > lastAt(report) ? reports : reports.with(index, report);
  }, known);
}

function lastAt({ recent }: CheckReport): string {
  return recent.at(-1)?.at ?? '';
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
