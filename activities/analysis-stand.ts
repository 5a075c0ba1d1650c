import type { Measurement } from '../src/domain/analysis.ts';
import type { AnalysisStand } from '../src/domain/analysis-end.ts';
import { judgeChecks, withMeasured, type JudgedReport, type Paces } from '../src/domain/analysis-progress.ts';
import { guardedWish } from '../src/domain/guard.ts';
import type { Sighting } from '../src/domain/status.ts';
import { afterGap, judgeSteadiness, type Steadiness } from '../src/domain/steadiness.ts';
import type { AnalysisInput } from './analysis-input.ts';
import { sight, type Scene } from './look.ts';

/** What the heartbeat keeps beside the reports, which it shows. */
export interface Seen {
  readonly paces: Paces;
  /** Absent before the app that is kept was seen. */
  readonly app?: SeenApp;
}

export interface SeenApp {
  readonly steadiness: Steadiness;
  /** When it was seen last, as time watched; absent: not since a gap. */
  readonly seenMs?: number;
  /** Why it cannot be seen now. */
  readonly problem?: string;
}

/** One request that times out and the look after it. Sick before and after so long is sick all the while. */
const LONGEST_UNSEEN_MS = 12_000;

/** What comes back from the things that are done at the same time. */
export type News =
  | { readonly kind: 'measured'; readonly name: string; readonly measurement: Measurement }
  | { readonly kind: 'kept'; readonly scene: Scene }
  | { readonly kind: 'not-kept'; readonly problem: string };

export interface Stand extends AnalysisStand {
  readonly seen: Seen;
  readonly shown: Sighting;
  /** On the clock of the analysis, which a new activity with `from` continues. */
  readonly nowMs: number;
}

export function standOf(input: AnalysisInput, seen: Seen, shown: Sighting, watchedMs: number): Stand {
  const { checks, analysis, from, patienceMs, mode } = input;
  const nowMs = (from?.state.elapsedMs ?? 0) + watchedMs;
  const tolerance = { patienceMs, acceptInconclusive: input.acceptInconclusive ?? [] };
  const known = { analysis, reports: shown.checks ?? from?.reports ?? [], paces: seen.paces };
  const judged = judgeChecks(checks, known, nowMs, tolerance);
  return { mode, judged, watchedMs, app: appOf(input, seen), seen, shown, nowMs };
}

function appOf({ keep }: AnalysisInput, { app }: Seen): AnalysisStand['app'] {
  if (keep === undefined) return { well: true };
  if (app === undefined) return { well: false };
  const { steadiness, seenMs, problem } = app;
  return {
    well: seenMs !== undefined && steadiness.shakySince === undefined && problem === undefined,
    ...(steadiness.cause === undefined ? {} : { cause: steadiness.cause }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What is known after the news that came `afterMs` into the look. */
export function withNews(input: AnalysisInput, stand: Stand, news: readonly News[], afterMs: number): Stand {
  let { seen, shown } = stand;
  let reports = stand.judged.map((it) => it.report);
  for (const it of news) {
    switch (it.kind) {
      case 'measured': {
        const known = { reports, paces: seen.paces };
        const now = withMeasured(known, it.name, it.measurement, stand.nowMs + afterMs);
        reports = [...now.reports];
        seen = { ...seen, paces: now.paces };
        break;
      }
      case 'kept': {
        const seenMs = stand.watchedMs + afterMs;
        seen = { ...seen, app: { steadiness: steadinessOf(input, seen, it.scene, seenMs), seenMs } };
        shown = sight(it.scene);
        break;
      }
      case 'not-kept':
        seen = { ...seen, app: unseen(seen.app, it.problem, stand.watchedMs + afterMs) };
    }
  }
  const next = standOf(input, seen, { ...shown, checks: reports }, stand.watchedMs + afterMs);
  return { ...next, shown: showing(next) };
}

/** What still holds after a time in which nobody watched: that tasks have failed does, that the app was well does not. */
export function seenBeforeGap({ paces, app }: Seen): Seen {
  return app === undefined ? { paces } : { paces, app: { steadiness: afterGap(app.steadiness) } };
}

function unseen(app: SeenApp | undefined, problem: string, watchedMs: number): SeenApp {
  const { steadiness = {}, seenMs } = app ?? {};
  if (seenMs !== undefined && watchedMs - seenMs < LONGEST_UNSEEN_MS) return { steadiness, seenMs, problem };
  return { steadiness: afterGap(steadiness), problem };
}

function steadinessOf({ keep }: AnalysisInput, { app }: Seen, scene: Scene, watchedMs: number): Steadiness {
  if (keep === undefined) return {};
  const found = scene.apps.find((it) => it.id === keep.appId);
  const wish = guardedWish(keep.intent.guarded, keep.appId, keep.wish);
  return judgeSteadiness(app?.steadiness ?? {}, found, wish, watchedMs, keep.toleranceMs);
}

function showing({ judged, shown, app }: Stand): Sighting {
  const waitingFor = app.problem ?? (app.well ? undefined : 'the app to be healthy') ?? waitOf(judged);
  const { apps } = shown;
  const checks = judged.map((it) => it.report);
  return {
    at: new Date().toISOString(),
    apps,
    checks,
    ...(waitingFor === undefined ? {} : { waitingFor }),
  };
}

function waitOf(judged: readonly JudgedReport[]): string | undefined {
  const open = judged.filter((it) => it.dueMs !== Infinity);
  const silent = open.find((it) => it.report.counters.consecutiveUnanswered > 0);
  if (silent !== undefined)
    return `an answer for check "${silent.name}": ${silent.report.recent.at(-1)?.message ?? 'none yet'}`;
  return open.length === 0 ? undefined : `measurements of ${open.map((it) => it.name).join(', ')}`;
}
