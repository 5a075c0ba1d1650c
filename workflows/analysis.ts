import { CancelledFailure } from '@temporalio/workflow';
import type { AnalysisInput, AnalysisResult } from '../activities/index.ts';
import type { CanaryStep } from '../src/domain/canary.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { wantedOf } from '../src/domain/way-back.ts';
import { acting } from './acting.ts';
import { askAboutVerdict } from './ask-about-verdict.ts';
import { StepFailed } from './failure.ts';
import { signature } from './operator.ts';
import { guardOf, waitingFor, type Release } from './release.ts';
import { AS_LONG_AS_IT_TAKES_MS, firstOf } from './watching.ts';

type Wanted = Pick<AnalysisInput, 'analysis' | 'mode'> & Partial<AnalysisInput>;

/**
 * Runs an analysis, and keeps what it measured. A failing one has sent everybody back to stable already, if stable is
 * whole, and throws; so does one that was cancelled, unless it is there to be stopped.
 */
export async function analyse(
  { plan, journal }: Release<CanaryPlan>,
  names: readonly string[],
  wanted: Wanted,
): Promise<AnalysisResult> {
  const { mode } = wanted;
  const boundMs =
    mode.kind === 'until-stopped'
      ? AS_LONG_AS_IT_TAKES_MS
      : (mode.kind === 'for-a-time' ? mode.durationMs : mode.timeoutMs) + plan.analysis.patienceMs;
  const result = await acting(`measure ${plan.green.appId}: ${names.join(', ')}`, boundMs).analyze({
    target: plan.target,
    checks: plan.checks.filter((check) => names.includes(check.name)),
    patienceMs: plan.analysis.patienceMs,
    ...wanted,
  });
  journal.measured(result.reports, { final: true });
  if (result.kind === 'failed') throw new StepFailed(result.cause);
  if (result.kind === 'stopped' && mode.kind !== 'until-stopped') throw new CancelledFailure('stopped');
  return result;
}

/** Where a failing verdict sends everybody, in the same moment. */
export function backTo({ plan }: Release<CanaryPlan>): Pick<AnalysisInput, 'turnBackTo'> {
  const { service, blue } = plan;
  if (blue === undefined) return {};
  return { turnBackTo: { service, slot: blue.slot, to: { appId: blue.appId, wanted: wantedOf(blue) } } };
}

/** The analysis of a step: to its end, or for its time; again when a person wants it measured anew. */
export async function analysisOfStep(
  release: Release<CanaryPlan>,
  step: CanaryStep & { readonly kind: 'analysis' },
  number: number,
): Promise<void> {
  const { plan, journal } = release;
  const mode: AnalysisInput['mode'] =
    step.durationMs === undefined
      ? { kind: 'to-the-end', timeoutMs: plan.analysis.timeoutMs }
      : { kind: 'for-a-time', durationMs: step.durationMs };
  for (let run = 1; ; run += 1) {
    journal.enter('analysing', `measuring ${step.checks.join(', ')}`);
    waitingFor(journal, 'the analysis to end', 'clock', boundOf(mode));
    const analysis = labelOf(`step ${number}`, run);
    const wanted = { analysis, ...backTo(release), ...keeping(release) };
    const result = await unlessSkipped(release, () => analyse(release, step.checks, { ...wanted, mode }));
    if (result === 'skipped') return;
    journal.enter('running', `the analysis ${result.kind === 'inconclusive' ? 'is inconclusive' : 'passed'}`);
    if (result.kind !== 'inconclusive') return;
    if ((await askWhileMeasuring(release, step.checks, wanted, result)) === 'promote') return;
  }
}

/** The result, unless an operator goes on without it. */
export async function unlessSkipped(
  { journal, operator }: Release<CanaryPlan>,
  measure: () => Promise<AnalysisResult>,
): Promise<AnalysisResult | 'skipped'> {
  const results: AnalysisResult[] = [];
  const first = await firstOf(
    async () => {
      results.push(await measure());
    },
    () => operator.next(['skip']),
  );
  const [result] = results;
  if (first.kind === 'watched' && result !== undefined) return result;
  const remark = first.kind === 'word' ? first.word.remark : {};
  journal.waitFor(undefined);
  journal.enter('running', `what is not measured yet is not waited for${signature(remark)}`);
  return 'skipped';
}

/** Another run of an analysis has a name of its own, so that what the first one measured is not lost. */
export function labelOf(analysis: string, run: number): string {
  return run === 1 ? analysis : `${analysis} (${run})`;
}

/** What somebody is asked about is measured on meanwhile: it may fail yet. */
export async function askWhileMeasuring(
  release: Release<CanaryPlan>,
  names: readonly string[],
  wanted: Omit<Wanted, 'mode'>,
  result: AnalysisResult & { readonly kind: 'inconclusive' },
): Promise<'resume' | 'promote'> {
  const mode = { kind: 'until-stopped' } as const;
  const on = { ...wanted, mode, from: progressOf(result), acceptInconclusive: names };
  const answer = await askAboutVerdict(release, result.cause, () => analyse(release, names, on));
  if (answer === 'promote') release.verdict.accept(result.open);
  return answer;
}

export function progressOf({ reports, state }: AnalysisResult): NonNullable<AnalysisInput['from']> {
  return { reports, state };
}

/** Step 11 of a canary: its health and its checks for the time of the spec, or until an operator promotes. */
export async function bakeByChecks(release: Release<CanaryPlan>): Promise<void> {
  const { plan, journal, operator } = release;
  const { durationMs } = plan.bake;
  if (durationMs === 0) return;
  for (let run = 1; ; run += 1) {
    journal.enter(
      'baking',
      `watching ${plan.green.appId} before ${plan.blue?.appId ?? 'the end'} is removed`,
    );
    waitingFor(journal, 'the bake to end', 'clock', durationMs);
    const results: AnalysisResult[] = [];
    const { accepted } = release.verdict;
    const wanted = {
      analysis: labelOf('bake', run),
      acceptInconclusive: accepted,
      ...keeping(release),
      ...(plan.warm === true ? backTo(release) : {}),
    };
    const mode = { kind: 'for-a-time', durationMs } as const;
    const first = await firstOf(
      async () => {
        results.push(await analyse(release, plan.bakeChecks, { ...wanted, mode }));
      },
      () => operator.next(['promote', 'skip']),
    );
    journal.enter('running', first.kind === 'word' ? 'an operator ended the bake' : 'the bake is over');
    const [result] = results;
    if (first.kind === 'word' || result?.kind !== 'inconclusive') return;
    if ((await askWhileMeasuring(release, plan.bakeChecks, wanted, result)) === 'promote') return;
  }
}

/** The pool and the canary's health, looked after in the same activity. */
export function keeping({ plan, pool }: Release<CanaryPlan>): Pick<AnalysisInput, 'keep'> {
  const guard = guardOf(plan, pool.admitted(plan.green));
  return { keep: { intent: pool.intent(), appId: plan.green.appId, ...guard } };
}

function boundOf(mode: AnalysisInput['mode']): number {
  switch (mode.kind) {
    case 'for-a-time':
      return mode.durationMs;
    case 'to-the-end':
    case 'until-measured':
      return mode.timeoutMs;
    case 'until-stopped':
      return AS_LONG_AS_IT_TAKES_MS;
  }
}
