import type { CheckReport } from './analysis.ts';
import { causeOfCheck, causeOfOpen } from './analysis-cause.ts';
import type { JudgedReport } from './analysis-progress.ts';
import { runVerdict } from './analysis-run.ts';
import { isMeasured, phaseOf } from './analysis-verdict.ts';
import type { Cause } from './outcome.ts';

export type AnalysisMode =
  /** until every check that counts is complete; inconclusive when that takes longer */
  | { readonly kind: 'to-the-end'; readonly timeoutMs: number }
  /** for so long, and then until no check is open, as long as the patience lasts */
  | { readonly kind: 'for-a-time'; readonly durationMs: number }
  /** until it is cancelled, or every check is complete */
  | { readonly kind: 'until-stopped' }
  /** until no check is open; inconclusive when that takes longer */
  | { readonly kind: 'until-measured'; readonly timeoutMs: number };

export type AnalysisEnd =
  | { readonly kind: 'passed' }
  /** everybody was sent back already, where the input says where to */
  | { readonly kind: 'failed'; readonly cause: Cause }
  /** a person decides */
  | { readonly kind: 'inconclusive'; readonly cause: Cause }
  /** by the workflow; `unmeasured`: checks that are open and must not let a release through */
  | { readonly kind: 'stopped'; readonly unmeasured: readonly string[] };

/** An analysis at one moment. */
export interface AnalysisStand {
  readonly mode: AnalysisMode;
  readonly judged: readonly JudgedReport[];
  /** How long this analysis has been watched. */
  readonly watchedMs: number;
  readonly acceptInconclusive: boolean;
  /** Of the app that is kept: it is well now, or has given a cause to fail. */
  readonly app: { readonly well: boolean; readonly cause?: Cause; readonly problem?: string };
}

/** How an analysis ends now; undefined: it goes on. What failed ends it before anything else. */
export function analysisEnd(stand: AnalysisStand): AnalysisEnd | undefined {
  const { judged, app, acceptInconclusive } = stand;
  if (app.cause !== undefined) return { kind: 'failed', cause: app.cause };
  const run = runVerdict(judged, acceptInconclusive);
  switch (run.kind) {
    case 'failed':
    case 'inconclusive':
      return decidedBy(judged, run);
    case 'running':
    case 'passed':
      return isOver(stand, run.kind === 'passed') ? { kind: 'passed' } : undefined;
  }
}

/** How it ends when its time is over: open is inconclusive, unless that was accepted before. */
export function endByTime(stand: AnalysisStand): AnalysisEnd {
  const decided = analysisEnd(stand);
  if (decided !== undefined) return decided;
  const { mode, judged, watchedMs, app } = stand;
  const counting = judged.filter((it) => !it.dryRun);
  const open = counting.find(mode.kind === 'to-the-end' ? (it) => !isComplete(it) : isOpen);
  if (open !== undefined && !stand.acceptInconclusive)
    return { kind: 'inconclusive', cause: causeOfOpen(open.report, watchedMs) };
  if (app.well) return { kind: 'passed' };
  const message = `the new version could not be watched to the end: ${app.problem ?? 'it was never seen well'}`;
  return { kind: 'failed', cause: { kind: 'marathon', message } };
}

/** How it ends when the workflow stops it: a failure that is known is told, whatever else is open is named. */
export function endByStop(stand: AnalysisStand): AnalysisEnd {
  const decided = analysisEnd(stand);
  if (decided?.kind === 'failed') return decided;
  const counting = stand.judged.filter((it) => !it.dryRun);
  const unmeasured = counting.filter(
    (it) => isOpen(it) || (it.verdict.kind === 'inconclusive' && !stand.acceptInconclusive),
  );
  return { kind: 'stopped', unmeasured: unmeasured.map((it) => it.name) };
}

/** The reports as an analysis leaves them: what time has ended, and nothing spoke against, was successful. */
export function finalReports(judged: readonly JudgedReport[], end: AnalysisEnd): readonly CheckReport[] {
  const byTime = end.kind === 'passed' || end.kind === 'stopped';
  return judged.map((it) => ({ ...it.report, phase: phaseOf(it.verdict, byTime && !isOpen(it)) }));
}

function isOver({ mode, judged, watchedMs, app }: AnalysisStand, passed: boolean): boolean {
  const isMeasuredAll = !judged.some((it) => !it.dryRun && isOpen(it));
  switch (mode.kind) {
    case 'to-the-end':
      return passed;
    case 'until-stopped':
      return judged.every(isComplete);
    case 'until-measured':
      return isMeasuredAll;
    case 'for-a-time':
      return watchedMs >= mode.durationMs && isMeasuredAll && app.well;
  }
}

function isComplete({ verdict }: JudgedReport): boolean {
  return verdict.kind !== 'pending' && verdict.kind !== 'running';
}

function isOpen(it: JudgedReport): boolean {
  return !isComplete(it) && !isMeasured(it.check, it.report.counters);
}

function decidedBy(
  judged: readonly JudgedReport[],
  { kind, name }: { readonly kind: 'failed' | 'inconclusive'; readonly name: string },
): AnalysisEnd | undefined {
  const it = judged.find((one) => one.name === name);
  if (it === undefined || !('because' in it.verdict)) return undefined;
  return { kind, cause: causeOfCheck(kind, it.verdict.because, it.check, it.report) };
}
