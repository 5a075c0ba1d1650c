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
  /** until every check is complete, or it is cancelled, as any can be */
  | { readonly kind: 'until-stopped' }
  /** until no check is open; inconclusive when that takes longer */
  | { readonly kind: 'until-measured'; readonly timeoutMs: number };

export type AnalysisEnd =
  | { readonly kind: 'passed' }
  /** everybody was sent back already, where the input says where to */
  | { readonly kind: 'failed'; readonly cause: Cause }
  /** a person decides; `open`: all checks that this is about, of which the cause names the first */
  | { readonly kind: 'inconclusive'; readonly cause: Cause; readonly open: readonly string[] }
  /** by the workflow; `unmeasured`: checks that are open, not accepted, and must not let a release through */
  | { readonly kind: 'stopped'; readonly unmeasured: readonly string[] };

/** An analysis at one moment. */
export interface AnalysisStand {
  readonly mode: AnalysisMode;
  readonly judged: readonly JudgedReport[];
  /** How long this analysis has been watched. */
  readonly watchedMs: number;
  /** Of the app that is kept: it is well now, or has given a cause to fail. */
  readonly app: { readonly well: boolean; readonly cause?: Cause; readonly problem?: string };
}

/** How an analysis ends now; undefined: it goes on. What failed ends it before anything else. */
export function analysisEnd(stand: AnalysisStand): AnalysisEnd | undefined {
  const { judged, app } = stand;
  if (app.cause !== undefined) return { kind: 'failed', cause: app.cause };
  const run = runVerdict(judged);
  switch (run.kind) {
    case 'failed':
    case 'inconclusive':
      return decidedBy(judged, run);
    case 'running':
    case 'passed':
      return isOver(stand) ? { kind: 'passed' } : undefined;
  }
}

/** How it ends when its time is over: what still holds it up is inconclusive. */
export function endByTime(stand: AnalysisStand): AnalysisEnd {
  const decided = analysisEnd(stand);
  if (decided !== undefined) return decided;
  const { mode, judged, watchedMs, app } = stand;
  const waitsFor = mode.kind === 'to-the-end' ? (it: JudgedReport) => !isComplete(it) : isOpen;
  const open = judged.filter((it) => counts(it) && waitsFor(it));
  const deadline = { deadline: mode.kind === 'for-a-time' ? 'analysis.patience' : 'analysis.timeout' };
  if (open[0] !== undefined)
    return {
      kind: 'inconclusive',
      cause: { ...causeOfOpen(open[0].report, watchedMs), ...deadline },
      open: open.map(nameOf),
    };
  if (app.well) return { kind: 'passed' };
  const message = `the new version could not be watched to the end: ${app.problem ?? 'it was never seen well'}`;
  return { kind: 'failed', cause: { kind: 'marathon', message, ...deadline } };
}

/** How it ends when the workflow stops it: a failure that is known is told, whatever else is open is named. */
export function endByStop(stand: AnalysisStand): AnalysisEnd {
  const decided = analysisEnd(stand);
  if (decided?.kind === 'failed') return decided;
  const unmeasured = stand.judged.filter((it) => counts(it) && (isOpen(it) || isUndecided(it)));
  return { kind: 'stopped', unmeasured: unmeasured.map(nameOf) };
}

/** The reports as an analysis leaves them: what time has ended, and nothing spoke against, was successful. */
export function finalReports(judged: readonly JudgedReport[], end: AnalysisEnd): readonly CheckReport[] {
  const byTime = end.kind === 'passed' || end.kind === 'stopped';
  return judged.map((it) => {
    const verdict = it.verdict.kind === 'failed' ? it.verdict : it.strictVerdict;
    return { ...it.report, phase: phaseOf(verdict, byTime && !isOpen(it)) };
  });
}

function isOver({ mode, judged, watchedMs, app }: AnalysisStand): boolean {
  const isMeasuredAll = !judged.some((it) => counts(it) && isOpen(it));
  switch (mode.kind) {
    case 'to-the-end':
      return judged.every((it) => it.dryRun || isComplete(it) || isSilentAndAccepted(it));
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

/** Whether it can keep a release: a dry run cannot, nor what a person has accepted. */
function counts({ dryRun, accepted }: JudgedReport): boolean {
  return !dryRun && !accepted;
}

function isUndecided({ verdict }: JudgedReport): boolean {
  return verdict.kind === 'inconclusive';
}

/** It goes on being measured, but nobody waits for an answer that was found not to come. */
function isSilentAndAccepted({ accepted, strictVerdict: it }: JudgedReport): boolean {
  return accepted && it.kind === 'inconclusive' && (it.because === 'no-data' || it.because === 'error');
}

function nameOf({ name }: JudgedReport): string {
  return name;
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
  const cause = causeOfCheck(kind, it.verdict.because, it.check, it.report);
  if (kind === 'failed') return { kind, cause };
  return { kind, cause, open: judged.filter((one) => counts(one) && isUndecided(one)).map(nameOf) };
}
