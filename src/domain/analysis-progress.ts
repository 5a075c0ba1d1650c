import type { Check, CheckReport, Measurement } from './analysis.ts';
import { isUnanswered } from './analysis-counters.ts';
import { newReport, withMeasurement } from './analysis-report.ts';
import type { JudgedCheck } from './analysis-run.ts';
import { nextDueMs } from './analysis-schedule.ts';
import { checkVerdict, phaseOf, type Silence, type Verdict } from './analysis-verdict.ts';

/** What an analysis needs to go on where another left off. */
export interface AnalysisProgress {
  readonly reports: readonly CheckReport[];
  readonly state: AnalysisState;
}

export interface AnalysisState {
  /** Its clock: the time for which a worker watched. */
  readonly elapsedMs: number;
  /** By name; absent for a check that was not measured yet. */
  readonly paces: Paces;
}

export type Paces = Readonly<Record<string, Pace>>;

/** When a check was measured, on the clock of the analysis. */
export interface Pace {
  readonly finishedMs: number;
  /** The first of those without an answer that are in a row now. */
  readonly unansweredSinceMs?: number;
}

/** A check with all that is known of it at one moment. */
export interface JudgedReport extends JudgedCheck {
  readonly check: Check;
  readonly report: CheckReport;
  /** The verdict if nobody had accepted anything. */
  readonly strictVerdict: Verdict;
  /** Infinity: it is complete. */
  readonly dueMs: number;
}

export interface Tolerance {
  readonly patienceMs: number;
  /** Names of checks. */
  readonly acceptInconclusive?: readonly string[];
}

/** Judges every check by its report. Those that are known continue; `reports` of other checks are left out. */
export function judgeChecks(
  checks: readonly Check[],
  known: { readonly analysis: string; readonly reports: readonly CheckReport[]; readonly paces: Paces },
  nowMs: number,
  { patienceMs, acceptInconclusive = [] }: Tolerance,
): readonly JudgedReport[] {
  return checks.map((check) => {
    const found = known.reports.find((it) => it.name === check.name);
    const report = found ?? newReport(check, known.analysis);
    const pace = paceOf(known.paces, check.name);
    const judging = { patienceMs, ...silenceOf(report, pace, nowMs) };
    const accepted = acceptInconclusive.includes(check.name);
    const verdict = checkVerdict(check, report.counters, { ...judging, acceptInconclusive: accepted });
    const last = pace && { finishedMs: pace.finishedMs, answered: pace.unansweredSinceMs === undefined };
    const open = verdict.kind === 'pending' || verdict.kind === 'running';
    return {
      name: check.name,
      dryRun: check.dryRun,
      check,
      report: { ...report, analysis: known.analysis, phase: phaseOf(verdict, false) },
      verdict,
      accepted,
      strictVerdict: checkVerdict(check, report.counters, judging),
      dueMs: open ? nextDueMs(check, last) : Infinity,
    };
  });
}

/** Adds one measurement that was complete at `finishedMs`. */
export function withMeasured(
  { reports, paces }: { readonly reports: readonly CheckReport[]; readonly paces: Paces },
  name: string,
  measurement: Measurement,
  finishedMs: number,
): { readonly reports: readonly CheckReport[]; readonly paces: Paces } {
  const since = paceOf(paces, name)?.unansweredSinceMs ?? finishedMs;
  const pace = isUnanswered(measurement.phase) ? { finishedMs, unansweredSinceMs: since } : { finishedMs };
  return {
    reports: reports.map((it) => (it.name === name ? withMeasurement(it, measurement) : it)),
    paces: { ...paces, [name]: pace },
  };
}

function silenceOf(
  { recent }: CheckReport,
  pace: Pace | undefined,
  nowMs: number,
): { readonly silence?: Silence } {
  const phase = recent.at(-1)?.phase;
  if (phase !== 'no-data' && phase !== 'error') return {};
  return { silence: { kind: phase, forMs: nowMs - (pace?.unansweredSinceMs ?? nowMs) } };
}

function paceOf(paces: Paces, name: string): Pace | undefined {
  return Object.hasOwn(paces, name) ? paces[name] : undefined;
}
