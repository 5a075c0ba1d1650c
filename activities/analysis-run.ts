import { setMaxListeners } from 'node:events';
import { cancellationSignal } from '@temporalio/activity';
import { analysisEnd, endByStop, endByTime, type AnalysisEnd } from '../src/domain/analysis-end.ts';
import type { Check, CheckReport } from '../src/domain/analysis.ts';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { KeepDetails } from './acknowledge.ts';
import type { AnalysisInput, AnalysisResult } from './analysis-input.ts';
import { withLastAnswers } from './analysis-last-answers.ts';
import { carryOut } from './analysis-outcome.ts';
import { seenBeforeGap, standOf, withNews, type News, type Seen, type Stand } from './analysis-stand.ts';
import type { Target } from './dependencies.ts';
import { errands, type Errands } from './errands.ts';
import { isWorthRetrying } from './failures.ts';
import { openGuard, type Guard } from './guard.ts';
import { keepPool } from './look.ts';
import { measure } from './measure.ts';
import { newsTeller, type TellMeasured, type TellNews } from './tell-measured.ts';
import { over, watch, type Look, type Wait } from './watch.ts';

interface Looking {
  readonly target: Target;
  readonly input: AnalysisInput;
  /** The analysis is over. */
  readonly ended: AbortSignal;
  /** At once when it is told to stop: whoever stops it may want the pool otherwise. */
  readonly letPoolGo: AbortSignal;
  readonly errands: Errands<News>;
  readonly tellNews: TellNews;
  readonly guard: Guard;
  poolDueMs: number;
}

const LONGEST_LOOK_MS = 1_000;
const KEEP_POOL_EVERY_MS = 1_000;
/** What sends everybody back does not wait longer for Temporal. */
const KEEP_DECISION_WITHIN_MS = 200;
const KEEP_MEASUREMENT_WITHIN_MS = 1_000;

/** The loop of an analysis: judge, start what is due, wait for what comes back first. */
export async function runAnalysis(
  target: Target,
  input: AnalysisInput,
  keep: KeepDetails,
  tell: TellMeasured,
): Promise<AnalysisResult> {
  const ending = new AbortController();
  const ended = ending.signal;
  const letPoolGo = AbortSignal.any([cancellationSignal(), ended]);
  // Each request listens on them.
  setMaxListeners(0, ended, letPoolGo);
  const looking: Looking = {
    target,
    input,
    ended,
    letPoolGo,
    errands: errands(),
    tellNews: newsTeller(tell),
    guard: openGuard(),
    poolDueMs: 0,
  };
  try {
    return await watch(waitOf(looking, keep));
  } finally {
    ending.abort();
    // The pool of this analysis must not be asked for once the workflow has gone on to another one.
    await looking.errands.over(POOL);
  }
}

function waitOf(looking: Looking, keep: KeepDetails): Wait<Seen, AnalysisResult> {
  const { target, input } = looking;
  const conclude = (stand: Stand, end: AnalysisEnd) => carryOut(target, input, stand, end);
  return {
    timeoutMs: boundMs(input),
    everyMs: 0,
    initial: { paces: input.from?.state.paces ?? {} },
    afterGap: seenBeforeGap,
    keep,
    look: (seen, watchedMs, shown) => look(looking, standOf(input, seen, shown, watchedMs)),
    onTimeout: (seen, _, shown, watchedMs) => {
      const stand = standOf(input, seen, shown, watchedMs);
      return conclude(stand, endByTime(stand));
    },
    onCancel: async (seen, shown, watchedMs) => {
      const told = standOf(input, seen, shown, watchedMs);
      const stand = await withLastAnswers(input, looking.errands, () => isMeasuring(looking, told), told);
      return conclude(stand, endByStop(stand));
    },
  };
}

function boundMs({ mode, patienceMs }: AnalysisInput): number {
  switch (mode.kind) {
    case 'to-the-end':
    case 'until-measured':
      return mode.timeoutMs;
    case 'for-a-time':
      return mode.durationMs + patienceMs;
    case 'until-stopped':
      return Infinity;
  }
}

async function look(looking: Looking, stand: Stand): Promise<Look<Seen, AnalysisResult>> {
  const { target, input } = looking;
  const end = analysisEnd(stand);
  // What is under way when a check turns out inconclusive may yet fail.
  const mayWorsen = end?.kind === 'inconclusive' && isMeasuring(looking, stand);
  if (end !== undefined && !mayWorsen) return over(await carryOut(target, input, stand, end));
  if (end === undefined) startDue(looking, stand);
  const begunMs = performance.now();
  const news = await looking.errands.next(
    mayWorsen ? LONGEST_LOOK_MS : untilDueMs(looking, stand),
    cancellationSignal(),
  );
  const next = withNews(input, stand, news, performance.now() - begunMs);
  looking.tellNews(reportsOf(stand), reportsOf(next));
  return { kind: 'again', state: next.seen, sighting: next.shown, ...mustBeKept(news, next) };
}

const reportsOf = ({ judged }: Stand): readonly CheckReport[] => judged.map((it) => it.report);

function startDue(looking: Looking, { judged, nowMs }: Stand): void {
  const { target, input, ended } = looking;
  for (const { check, dueMs, name } of judged) {
    if (dueMs <= nowMs && !looking.errands.has(keyOf(name)))
      looking.errands.start(keyOf(name), () => measured(target, check, ended));
  }
  if (input.keep === undefined || looking.poolDueMs > nowMs || looking.errands.has(POOL)) return;
  looking.poolDueMs = nowMs + KEEP_POOL_EVERY_MS;
  const { intent } = input.keep;
  looking.errands.start(POOL, () => kept(looking, intent));
}

function untilDueMs({ input, errands, poolDueMs }: Looking, { judged, nowMs, watchedMs }: Stand): number {
  const due = judged.filter((it) => !errands.has(keyOf(it.name))).map((it) => it.dueMs - nowMs);
  if (input.keep !== undefined && !errands.has(POOL)) due.push(poolDueMs - nowMs);
  if (input.mode.kind === 'for-a-time' && input.mode.durationMs > watchedMs)
    due.push(input.mode.durationMs - watchedMs);
  return Math.max(0, Math.min(LONGEST_LOOK_MS, ...due));
}

function mustBeKept(news: readonly News[], next: Stand): { readonly keepWithinMs?: number } {
  const isWell = news.every((it) => it.kind !== 'measured' || it.measurement.phase === 'successful');
  if (isWell) return {};
  const failed = analysisEnd(next)?.kind === 'failed';
  return { keepWithinMs: failed ? KEEP_DECISION_WITHIN_MS : KEEP_MEASUREMENT_WITHIN_MS };
}

const POOL = 'pool';

function keyOf(check: string): string {
  return `check ${check}`;
}

function isMeasuring({ errands }: Looking, { judged }: Stand): boolean {
  return judged.some((it) => errands.has(keyOf(it.name)));
}

async function measured(target: Target, check: Check, signal: AbortSignal): Promise<News> {
  return { kind: 'measured', name: check.name, measurement: await measure(target, check, signal) };
}

async function kept({ target, guard, letPoolGo: signal }: Looking, intent: PoolIntent): Promise<News> {
  try {
    return { kind: 'kept', scene: await keepPool(target, intent, signal, guard) };
  } catch (error) {
    if (!signal.aborted && !isWorthRetrying(error)) throw error;
    return { kind: 'not-kept', problem: error instanceof Error ? error.message : String(error) };
  }
}
