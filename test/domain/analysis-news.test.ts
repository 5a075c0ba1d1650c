import { describe, expect, it } from 'vitest';
import { isNews, newsOf } from '../../src/domain/analysis-news.ts';
import { newReport, withMeasurement } from '../../src/domain/analysis-report.ts';
import type { CheckReport, MeasurementPhase } from '../../src/domain/analysis.ts';
import { aCheck } from '../support/checks.ts';

const unmeasured = (checks: number): readonly CheckReport[] =>
  Array.from({ length: checks }, (_, index) => newReport(aCheck({ name: `check-${index}` }), 'background'));

const measured = (report: CheckReport, phase: MeasurementPhase): CheckReport =>
  withMeasurement(report, { at: '2026-11-24T10:00:00.000Z', phase, message: 'as it was' });

/** How many measurements, taken by so many checks in turn, were news. */
function told(phases: readonly MeasurementPhase[], checks = 1): number {
  let reports = unmeasured(checks);
  let news = 0;
  phases.forEach((phase, index) => {
    const before = reports;
    reports = reports.map((it, check) => (check === index % checks ? measured(it, phase) : it));
    if (isNews(before, reports)) news += 1;
  });
  return news;
}

const times = (count: number, phase: MeasurementPhase) => Array<MeasurementPhase>(count).fill(phase);

describe('the news of an analysis', () => {
  it.each<[string, readonly MeasurementPhase[], number, number]>([
    ['the first', times(1, 'successful'), 1, 1],
    ['one of three', times(3, 'successful'), 1, 2],
    ['seven of a hundred', times(100, 'successful'), 1, 7],
    ['as many with ten checks', times(100, 'successful'), 10, 7],
    ['17 of a hundred thousand', times(100_000, 'successful'), 1, 17],
    ['a failure', [...times(4, 'successful'), 'failed'], 1, 4],
    ['no data', [...times(4, 'successful'), 'no-data'], 1, 4],
    ['each of twelve failures', times(12, 'failed'), 1, 12],
    ['each of twelve that are inconclusive', times(12, 'inconclusive'), 10, 12],
    ['each of eight errors', times(8, 'error'), 1, 8],
    ['eight of fifteen errors', times(15, 'error'), 10, 8],
    ['a failure after many errors', [...times(70, 'error'), 'failed'], 10, 12],
    ['few of ten thousand errors', times(10_000, 'error'), 10, 18],
  ])('are %s', (_, phases, checks, news) => {
    expect(told(phases, checks)).toBe(news);
  });

  it('are at most forty in a million measurements', () => {
    const bad = times(1_000, 'failed').flatMap((phase) => [
      phase,
      ...times(3, 'successful'),
      'error' as const,
    ]);
    const powers = Math.floor(Math.log2(1_000_000));
    expect(told(bad, 10) + powers - Math.floor(Math.log2(bad.length))).toBeLessThanOrEqual(40);
  });

  it('are none where nothing was measured since', () => {
    const [report] = unmeasured(1).map((it) => measured(it, 'failed'));
    expect(isNews([report!], [report!])).toBe(false);
    expect(isNews([], unmeasured(1))).toBe(false);
  });

  it('count what came at the same time', () => {
    const before = unmeasured(3).map((it) => measured(it, 'successful'));
    const after = before.map((it) => measured(it, 'successful'));
    expect(isNews(before, after)).toBe(true);
  });

  it('are about the checks that have been measured since they were told, by the end of their lists', () => {
    const before = unmeasured(3).map((it, index) => (index === 1 ? it : measured(it, 'successful')));
    const now = before.map((it, index) =>
      index === 2 ? times(15, 'failed').reduce<CheckReport>(measured, it) : it,
    );
    expect(newsOf(before, now).map((it) => it.name)).toEqual(['check-2']);
    expect(newsOf([], now).map((it) => it.name)).toEqual(['check-0', 'check-2']);
    const [news] = newsOf(before, now);
    expect([news?.recent.length, news?.notPassed.length, news?.counters.failed]).toEqual([10, 10, 15]);
  });
});
