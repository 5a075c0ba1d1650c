import { describe, expect, it } from 'vitest';
import type { Check, CheckReport, Measurement } from '../../src/domain/analysis.ts';
import { causeOfCheck, causeOfOpen } from '../../src/domain/analysis-cause.ts';
import { judgeChecks, withMeasured } from '../../src/domain/analysis-progress.ts';
import { newReport, withMeasurement } from '../../src/domain/analysis-report.ts';
import type { Because } from '../../src/domain/analysis-verdict.ts';
import { aCheck, when } from '../support/checks.ts';

const at = '2026-11-24T10:00:00.000Z';
const measured = (phase: Measurement['phase'], more: Partial<Measurement> = {}): Measurement => ({
  at,
  phase,
  ...more,
});

function reportOf(check: Check, measurements: readonly Measurement[]): CheckReport {
  return measurements.reduce(withMeasurement, newReport(check, 'background'));
}

describe('a report', () => {
  it('keeps the last ten, and of what did not pass the first and the last fifty', () => {
    const many = Array.from({ length: 250 }, (_, index) =>
      measured(index % 2 === 0 ? 'failed' : 'successful', { value: index }),
    );
    const { recent, notPassed, counters } = reportOf(aCheck(), many);
    expect(recent.map((it) => it.value)).toEqual([240, 241, 242, 243, 244, 245, 246, 247, 248, 249]);
    expect(notPassed).toHaveLength(100);
    expect(notPassed.slice(48, 52).map((it) => it.value)).toEqual([96, 98, 150, 152]);
    expect(counters).toMatchObject({ failed: 125, successful: 125 });
  });

  it('is small even when a server says much', () => {
    const long = measured('error', { message: 'x'.repeat(10_000) });
    const report = reportOf(
      aCheck(),
      Array.from({ length: 1_000 }, () => long),
    );
    expect(JSON.stringify(report).length).toBeLessThan(40_000);
  });
});

describe('judgeChecks', () => {
  const check = aCheck({ intervalMs: 1_000, consecutiveErrorLimit: 1, onNoData: 'wait' });

  it('counts patience from the first unanswered measurement in a row', () => {
    let known = { reports: [newReport(check, 'bake')] as readonly CheckReport[], paces: {} };
    const phases: Measurement['phase'][] = ['no-data', 'successful', 'no-data', 'error', 'no-data'];
    phases.forEach((phase, index) => {
      known = withMeasured(known, check.name, measured(phase), index * 1_000 + 5);
    });
    const kindAt = (nowMs: number) =>
      judgeChecks([check], { analysis: 'bake', ...known }, nowMs, { patienceMs: 5_000 })[0]?.verdict.kind;
    expect(kindAt(7_004)).toBe('running');
    expect(kindAt(7_005)).toBe('inconclusive');
  });

  it('begins with checks that are not known yet, and forgets those that are not asked for', () => {
    const other = aCheck({ name: 'other' });
    const known = { analysis: 'step 2', reports: [reportOf(other, [measured('failed')])], paces: {} };
    const judged = judgeChecks([check], known, 0, { patienceMs: 1 });
    expect(judged).toMatchObject([{ name: 'errors', dueMs: 0, report: { phase: 'pending' } }]);
  });

  it('plans no more measurements of what is complete', () => {
    const single = aCheck();
    const known = withMeasured(
      { reports: [newReport(single, 'bake')], paces: {} },
      single.name,
      measured('successful'),
      3,
    );
    expect(judgeChecks([single], { analysis: 'bake', ...known }, 9, { patienceMs: 1 })).toMatchObject([
      { dueMs: Infinity, report: { phase: 'successful' } },
    ]);
  });
});

describe('a cause', () => {
  const latency = aCheck({
    name: 'latency',
    query: 'p95',
    failWhen: when('> 0.5'),
    failureLimit: 2,
    consecutiveSuccessLimit: 3,
    onNoData: 'roll-back',
  });
  const bad = measured('failed', { value: 0.8, message: 'above its limit 0.5' });

  it.each<[Because, Partial<Check>, readonly Measurement[], string]>([
    ['failed-too-often', { failureLimit: 0 }, [bad], 'check "latency" is 0.8, above its limit 0.5: p95'],
    [
      'failed-too-often',
      {},
      [bad, bad, bad],
      'check "latency" is 0.8, above its limit 0.5 (3 times, 2 tolerated): p95',
    ],
    [
      'failed-too-often',
      { failureLimit: 0 },
      [{ ...bad, value: '+Inf', canary: 0.1, stable: 0 }],
      'check "latency" is +Inf (canary 0.1, stable 0), above its limit 0.5: p95',
    ],
    [
      'failed-too-often',
      { failureLimit: 0 },
      [{ ...bad, value: 0.9169230769, canary: 0.04583333, stable: 0.04998741 }],
      'check "latency" is 0.9169 (canary 0.04583, stable 0.04999), above its limit 0.5: p95',
    ],
    [
      'inconclusive-too-often',
      {},
      [measured('inconclusive', { value: 0.4, message: 'neither < 0.3 nor > 0.5' })],
      'check "latency" is 0.4, neither < 0.3 nor > 0.5: p95',
    ],
    [
      'no-data',
      {},
      [
        measured('no-data', { message: 'no series, or NaN' }),
        measured('no-data', { message: 'no series, or NaN' }),
      ],
      'check "latency" has had no data 2 times in a row (no series, or NaN; onNoData: roll-back): p95',
    ],
    [
      'error',
      {},
      [measured('error', { message: 'nobody listens' })],
      'check "latency" could not be asked once (nobody listens; onError: wait): p95',
    ],
    [
      'too-few-in-a-row',
      {},
      [measured('successful', { value: 0.1 }), bad],
      'check "latency" has not had 3 successes in a row in 2 measurements: p95',
    ],
  ])('%s', (because, different, measurements, message) => {
    const check = { ...latency, ...different };
    const cause = causeOfCheck('failed', because, check, reportOf(check, measurements));
    expect(cause).toMatchObject({ kind: 'check-failed', message, check: { name: 'latency', query: 'p95' } });
  });

  it('of an open check says that it was never measured, or not to its end', () => {
    const never = reportOf(latency, [measured('error', { message: 'nobody listens' })]);
    expect(causeOfOpen(never, 60_000)).toMatchObject({
      kind: 'check-inconclusive',
      message: 'check "latency" was never measured after 60 s (nobody listens): p95',
    });
    const some = reportOf(latency, [measured('successful', { value: 0.1 })]);
    expect(causeOfOpen(some, 60_000).message).toBe(
      'check "latency" is not measured to its end after 60 s: p95',
    );
  });
});
