import { describe, expect, it } from 'vitest';
import { isNews } from '../../src/domain/analysis-news.ts';
import { newReport, withMeasurement } from '../../src/domain/analysis-report.ts';
import type { CheckReport, MeasurementPhase } from '../../src/domain/analysis.ts';
import { aCheck } from '../support/checks.ts';

/** How many of the measurements were news. */
function told(phases: readonly MeasurementPhase[]): number {
  let report: CheckReport = newReport(aCheck({ name: 'errors' }), 'background');
  let news = 0;
  for (const phase of phases) {
    const before = report;
    report = withMeasurement(report, { at: '2026-11-24T10:00:00.000Z', phase });
    if (isNews([before], [report])) news += 1;
  }
  return news;
}

const times = (count: number, phase: MeasurementPhase) => Array<MeasurementPhase>(count).fill(phase);

describe('the news of an analysis', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [100, 7],
    [100_000, 17],
  ])('are, of %i measurements that passed, %i', (count, news) => {
    expect(told(times(count, 'successful'))).toBe(news);
  });

  it('are each of the first twenty that did not pass, and few of those after them', () => {
    expect(told([...times(3, 'successful'), 'failed'])).toBe(3);
    expect(told([...times(4, 'successful'), 'no-data'])).toBe(4);
    expect(told(times(20, 'error'))).toBe(20);
    expect(told(times(10_000, 'error'))).toBe(29);
  });

  it('are none where nothing was measured since', () => {
    const report = withMeasurement(newReport(aCheck(), 'bake'), {
      at: '2026-11-24T10:00:00.000Z',
      phase: 'failed',
    });
    expect(isNews([report], [report])).toBe(false);
    expect(isNews([], [newReport(aCheck(), 'bake')])).toBe(false);
  });
});
