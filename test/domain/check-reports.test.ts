import { describe, expect, it } from 'vitest';
import type { CheckPhase, CheckReport } from '../../src/domain/analysis.ts';
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

  const told = { final: false };
  const ended = { final: true };
  const withPhase = (phase: CheckPhase, ...seconds: readonly number[]): CheckReport => ({
    ...report('errors', 'background', ...seconds),
    phase,
  });

  it('are kept by check and analysis', () => {
    const fresh = report('errors', 'background 2', 3);
    const now = withReports(known, [report('errors', 'background', 1, 2), fresh], told);
    expect(now.map((it) => [it.analysis, it.recent.length])).toEqual([
      ['background', 2],
      ['step 3', 1],
      ['background 2', 1],
    ]);
  });

  it.each<[string, CheckReport, CheckReport, { readonly final: boolean }, 'news' | 'known']>([
    ['a result of more', withPhase('running', 1), withPhase('failed', 1, 2), ended, 'news'],
    ['a result of the same', withPhase('running', 1), withPhase('successful', 1), ended, 'news'],
    ['a result of less', withPhase('running', 1, 2), withPhase('successful', 1), ended, 'news'],
    ['news of more', withPhase('running', 1), withPhase('running', 1, 2), told, 'news'],
    ['the first news', withPhase('pending'), withPhase('running', 1), told, 'news'],
    ['news of the same', withPhase('running', 1), withPhase('failed', 1), told, 'known'],
    ['news of less', withPhase('running', 1, 2), withPhase('running', 1), told, 'known'],
    ['news after a success', withPhase('successful', 1), withPhase('running', 1, 2), told, 'known'],
    ['news after a failure', withPhase('failed', 1), withPhase('running', 1, 2), told, 'known'],
    ['news after no verdict', withPhase('inconclusive', 1), withPhase('running', 1, 2), told, 'known'],
  ])('are, after %s, what holds', (_, before, after, more, expected) => {
    const now = withReports([before], [after], more);
    expect(now).toEqual([expected === 'news' ? after : before]);
  });

  it('keep all that did not pass when news brings the last of it', () => {
    const bad = (second: number) => ({ at: `2026-11-24T10:00:0${second}.000Z`, phase: 'failed' as const });
    const before = { ...withPhase('running', 1, 2, 3), notPassed: [bad(1), bad(2), bad(3)] };
    const after = { ...withPhase('running', 1, 2, 3, 4), notPassed: [bad(3), bad(4)] };
    expect(withReports([before], [after], told)[0]?.notPassed).toEqual([bad(1), bad(2), bad(3), bad(4)]);
    expect(withReports([before], [after], ended)[0]?.notPassed).toEqual([bad(3), bad(4)]);
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
