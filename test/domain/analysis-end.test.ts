import { describe, expect, it } from 'vitest';
import type { Check, CheckReport } from '../../src/domain/analysis.ts';
import {
  analysisEnd,
  endByStop,
  endByTime,
  finalReports,
  type AnalysisEnd,
  type AnalysisMode,
  type AnalysisStand,
} from '../../src/domain/analysis-end.ts';
import { judgeChecks, type Tolerance } from '../../src/domain/analysis-progress.ts';
import { newReport, withMeasurement } from '../../src/domain/analysis-report.ts';
import { runVerdict } from '../../src/domain/analysis-run.ts';
import type { Verdict } from '../../src/domain/analysis-verdict.ts';
import { aCheck, phasesOf } from '../support/checks.ts';

function reportOf(check: Check, letters: string): CheckReport {
  return phasesOf(letters).reduce<CheckReport>(
    (report, phase) => withMeasurement(report, { at: '2026-11-24T10:00:00.000Z', phase, value: 1 }),
    newReport(check, 'bake'),
  );
}

/** An analysis of checks that have been measured, one letter each; a capital D makes a dry run. */
function stand(
  mode: AnalysisMode,
  measured: readonly string[],
  { acceptInconclusive = [], ...more }: Partial<AnalysisStand> & Pick<Tolerance, 'acceptInconclusive'> = {},
): AnalysisStand {
  const checks = measured.map((letters, index) =>
    aCheck({ name: `check-${String(index)}`, intervalMs: 100, dryRun: letters.startsWith('D') }),
  );
  const reports = checks.map((check, index) => reportOf(check, (measured[index] ?? '').replace('D', '')));
  const tolerance = { patienceMs: 0, acceptInconclusive };
  const judged = judgeChecks(checks, { analysis: 'bake', reports, paces: {} }, 0, tolerance);
  return { mode, judged, watchedMs: 0, app: { well: true }, ...more };
}

function text(end: AnalysisEnd | undefined): string {
  switch (end?.kind) {
    case undefined:
      return 'goes on';
    case 'passed':
      return 'passed';
    case 'stopped':
      return `stopped: ${end.unmeasured.join(' ')}`;
    case 'failed':
      return `failed: ${end.cause.check?.name ?? end.cause.message}`;
    case 'inconclusive':
      expect(end.cause.check?.name).toBe(end.open[0]);
      return `inconclusive: ${end.open.join(' ')}`;
  }
}

/** By their numbers. */
function accepting(...checks: readonly number[]) {
  return { acceptInconclusive: checks.map((it) => `check-${String(it)}`) };
}

const toTheEnd: AnalysisMode = { kind: 'to-the-end', timeoutMs: 1_000 };
const forATime: AnalysisMode = { kind: 'for-a-time', durationMs: 500 };
const untilStopped: AnalysisMode = { kind: 'until-stopped' };
const untilMeasured: AnalysisMode = { kind: 'until-measured', timeoutMs: 1_000 };

describe('runVerdict', () => {
  const v = (kind: Verdict['kind'], dryRun = false, accepted = false) => ({
    name: kind,
    dryRun,
    accepted,
    verdict: (kind === 'failed' || kind === 'inconclusive'
      ? { kind, because: 'error' }
      : { kind }) as Verdict,
  });

  it.each([
    ['nothing to measure', [], 'passed'],
    ['all complete', [v('successful'), v('successful')], 'passed'],
    ['one still runs', [v('successful'), v('running')], 'running'],
    ['one was never measured', [v('successful'), v('pending')], 'running'],
    ['a failed one, while others run', [v('running'), v('failed'), v('pending')], 'failed'],
    ['a failed one beside an inconclusive one', [v('inconclusive'), v('failed')], 'failed'],
    ['an inconclusive one, while others run', [v('running'), v('inconclusive')], 'inconclusive'],
    ['a dry run fails', [v('successful'), v('failed', true)], 'passed'],
    ['a dry run has no end', [v('successful'), v('running', true)], 'passed'],
    ['only dry runs', [v('failed', true), v('pending', true)], 'passed'],
    ['a dry run is complete and the rest is not', [v('successful', true), v('running')], 'running'],
  ])('%s', (_title, checks, expected) => {
    expect(runVerdict(checks).kind).toBe(expected);
  });

  it('passes over what was inconclusive where that was accepted, but not over a failure', () => {
    const accepted = v('inconclusive', false, true);
    expect(runVerdict([accepted, v('successful')]).kind).toBe('passed');
    expect(runVerdict([accepted, v('running')]).kind).toBe('running');
    expect(runVerdict([accepted, v('failed')]).kind).toBe('failed');
    expect(runVerdict([accepted, v('inconclusive')]).kind).toBe('inconclusive');
  });
});

describe('an analysis', () => {
  it.each<[string, AnalysisStand, string]>([
    ['to the end goes on while a check has no end', stand(toTheEnd, ['sss']), 'goes on'],
    ['to the end passes without checks', stand(toTheEnd, []), 'passed'],
    ['to the end does not wait for dry runs', stand(toTheEnd, ['Dss']), 'passed'],
    ['fails at once', stand(untilStopped, ['', 'f']), 'failed: check-1'],
    ['is inconclusive at once', stand(untilStopped, ['s', 'i']), 'inconclusive: check-1'],
    ['a dry run ends nothing', stand(untilStopped, ['s', 'Df']), 'goes on'],
    [
      'fails for the app',
      stand(untilStopped, ['s'], { app: { well: false, cause: { kind: 'unhealthy', message: 'sick' } } }),
      'failed: sick',
    ],
    ['until stopped goes on', stand(untilStopped, ['s']), 'goes on'],
    ['for a time goes on before its end', stand(forATime, ['s'], { watchedMs: 499 }), 'goes on'],
    ['for a time passes at its end', stand(forATime, ['s'], { watchedMs: 500 }), 'passed'],
    [
      'for a time goes on for what was never measured',
      stand(forATime, ['s', ''], { watchedMs: 500 }),
      'goes on',
    ],
    ['for a time goes on while one is silent', stand(forATime, ['ssn'], { watchedMs: 500 }), 'goes on'],
    [
      'for a time goes on while the app is not well',
      stand(forATime, ['s'], { watchedMs: 500, app: { well: false } }),
      'goes on',
    ],
    ['for a time does not wait for a dry run', stand(forATime, ['s', 'D'], { watchedMs: 500 }), 'passed'],
    ['until measured passes once all are', stand(untilMeasured, ['s', 's']), 'passed'],
    ['until measured goes on for one', stand(untilMeasured, ['s', 'n']), 'goes on'],
    [
      'is inconclusive about all that are',
      stand(untilStopped, ['i', 's', 'nnnnn', 'Di', '']),
      'inconclusive: check-0 check-2',
    ],
    [
      'does not ask about an accepted one',
      stand(untilStopped, ['i', 'i'], accepting(0)),
      'inconclusive: check-1',
    ],
    [
      'goes on when all that are inconclusive were accepted',
      stand(untilStopped, ['i', 'nnnnn'], accepting(0, 1)),
      'goes on',
    ],
    ['fails for an accepted one', stand(untilStopped, ['if'], accepting(0)), 'failed: check-0'],
    [
      'until measured does not wait for an accepted one',
      stand(untilMeasured, ['s', ''], accepting(1)),
      'passed',
    ],
    [
      'until measured waits for others than accepted ones',
      stand(untilMeasured, ['', ''], accepting(1)),
      'goes on',
    ],
    [
      'for a time does not wait for an accepted one',
      stand(forATime, ['n'], { watchedMs: 500, ...accepting(0) }),
      'passed',
    ],
    [
      'for a time lasts with accepted ones only',
      stand(forATime, ['n'], { watchedMs: 499, ...accepting(0) }),
      'goes on',
    ],
    ['to the end measures an accepted one to its end', stand(toTheEnd, ['si'], accepting(0)), 'goes on'],
    [
      'to the end measures an accepted one that had no answer yet',
      stand(toTheEnd, ['n'], accepting(0)),
      'goes on',
    ],
    [
      'to the end does not wait for an accepted one that is silent',
      stand(toTheEnd, ['nnnnn'], accepting(0)),
      'passed',
    ],
  ])('%s', (_title, at, expected) => {
    expect(text(analysisEnd(at))).toBe(expected);
  });

  it.each<[string, AnalysisStand, string]>([
    ['names the check that is not complete', stand(toTheEnd, ['ss']), 'inconclusive: check-0'],
    ['names the check that was never measured', stand(untilMeasured, ['s', 'n']), 'inconclusive: check-1'],
    [
      'names the check that is silent',
      stand(forATime, ['s', 'ssn'], { watchedMs: 900 }),
      'inconclusive: check-1',
    ],
    ['passes where inconclusive was accepted', stand(toTheEnd, ['ss'], accepting(0)), 'passed'],
    [
      'does not pass where another one was accepted',
      stand(toTheEnd, ['ss', 's'], accepting(1)),
      'inconclusive: check-0',
    ],
    [
      'names all that are open',
      stand(untilMeasured, ['', 's', 'n', 'D', ''], accepting(4)),
      'inconclusive: check-0 check-2',
    ],
    ['tells a failure that is known', stand(toTheEnd, ['f']), 'failed: check-0'],
    [
      'fails for an app that was not well',
      stand(forATime, ['s'], { watchedMs: 900, app: { well: false, problem: 'Marathon is away' } }),
      'failed: the new version could not be watched to the end: Marathon is away',
    ],
  ])('whose time is over %s', (_title, at, expected) => {
    expect(text(endByTime(at))).toBe(expected);
  });

  it.each([
    ['a step', stand(toTheEnd, ['ss']), 'analysis.timeout'],
    ['the last measurements', stand(untilMeasured, ['n']), 'analysis.timeout'],
    ['a time', stand(forATime, ['n'], { watchedMs: 900 }), 'analysis.patience'],
  ])('of %s whose time is over names the deadline', (_title, at, deadline) => {
    expect(endByTime(at)).toMatchObject({ cause: { deadline } });
  });

  it.each<[string, AnalysisStand, string]>([
    ['when all are measured', stand(untilStopped, ['s', 'sns']), 'stopped: '],
    [
      'when some are not',
      stand(untilStopped, ['s', '', 'n', 'ssn', 'D']),
      'stopped: check-1 check-2 check-3',
    ],
    ['when one is inconclusive', stand(untilStopped, ['i']), 'stopped: check-0'],
    ['when that was accepted', stand(untilStopped, ['i', ''], accepting(0, 1)), 'stopped: '],
    [
      'when one of them was accepted',
      stand(untilStopped, ['i', '', 'i'], accepting(0)),
      'stopped: check-1 check-2',
    ],
    ['when one has failed', stand(untilStopped, ['f']), 'failed: check-0'],
  ])('is stopped %s', (_title, at, expected) => {
    expect(text(endByStop(at))).toBe(expected);
  });

  it('leaves reports that say what time has ended, and what was left open', () => {
    const { judged } = stand(untilStopped, ['s', '', 'ssn', 'Df']);
    const phases = (end: AnalysisEnd) => finalReports(judged, end).map((it) => it.phase);
    expect(phases({ kind: 'stopped', unmeasured: [] })).toEqual([
      'successful',
      'pending',
      'running',
      'failed',
    ]);
    const accepted = stand(untilStopped, ['i', '', 'nnnnn'], accepting(0, 1, 2)).judged;
    expect(finalReports(accepted, { kind: 'passed' }).map((it) => it.phase)).toEqual([
      'inconclusive',
      'pending',
      'inconclusive',
    ]);
    expect(phases({ kind: 'failed', cause: { kind: 'unhealthy', message: '' } })[0]).toBe('running');
  });
});
