import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/domain/analysis.ts';
import { reportsIn, withReports } from '../../src/domain/check-reports.ts';

const report = (name: string, analysis: string, ...seconds: readonly number[]): CheckReport => ({
  name,
  analysis,
  phase: 'running',
  dryRun: false,
  query: 'vector(1)',
  limit: 'passes when > 0',
  counters: {
    successful: seconds.length,
    failed: 0,
    inconclusive: 0,
    noData: 0,
    error: 0,
    consecutiveSuccess: seconds.length,
    consecutiveUnanswered: 0,
  },
  recent: seconds.map((it) => ({ at: `2026-11-24T10:00:0${it}.000Z`, phase: 'successful', value: 1 })),
  notPassed: [],
});

describe('reports of checks', () => {
  const known = [report('errors', 'background', 1), report('errors', 'step 3', 1)];

  it('are replaced by newer ones of the same analysis', () => {
    const now = withReports(known, [report('errors', 'background', 1, 2)]);
    expect(now.map((it) => [it.analysis, it.recent.length])).toEqual([
      ['background', 2],
      ['step 3', 1],
    ]);
  });

  it('are not replaced by older ones', () => {
    const now = withReports([report('errors', 'background', 1, 2)], [report('errors', 'background', 1)]);
    expect(now[0]?.recent).toHaveLength(2);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'measured'],
    ['a list of other things', [null, 1, 'x', {}, { ...report('errors', 'background'), recent: [null] }]],
    ['a report without its counters', [{ ...report('errors', 'background'), counters: undefined }]],
  ])('are not taken from %s', (_, input) => {
    expect(reportsIn(input)).toEqual([]);
  });

  it('are taken from a list of them', () => {
    expect(reportsIn(known)).toEqual(known);
  });
});
