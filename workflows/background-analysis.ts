import { CancellationScope, condition } from '@temporalio/workflow';
import type { AnalysisInput, AnalysisResult } from '../activities/index.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import {
  analyse,
  askWhileMeasuring,
  backTo,
  keeping,
  labelOf,
  progressOf,
  unlessSkipped,
} from './analysis.ts';
import { wasToldToStop } from './failure.ts';
import { waitingFor, type Release } from './release.ts';
import { beginToSendBack } from './send-back.ts';
import { firstOf } from './watching.ts';

export interface Background {
  /** Measures from now on, until the steps are through. */
  begin(): void;
}

/**
 * Takes steps with the background analysis beside them. When that fails, the step under way is cancelled and the failure
 * thrown. Returns once the steps are through and every check has been measured, and does not speak against it.
 */
export async function beside(
  release: Release<CanaryPlan>,
  steps: (background: Background) => Promise<void>,
): Promise<void> {
  const stepping = new CancellationScope();
  const measuring = new CancellationScope();
  const failures: unknown[] = [];
  let measured: Promise<AnalysisResult | 'not-begun' | 'cut-off'> = Promise.resolve('not-begun');
  const begin = (): void => {
    measured = measuring
      .run(() => measure(release))
      .catch((failure: unknown) => {
        if (wasToldToStop(failure) && measuring.consideredCancelled) return 'cut-off';
        failures.push(failure);
        stepping.cancel();
        return 'cut-off';
      });
  };
  try {
    await stepping.run(() => steps({ begin }));
  } catch (failure) {
    // The answer to the cancellation may take its time; users do not wait for it.
    beginToSendBack(release);
    measuring.cancel();
    await measured;
    throw failures[0] ?? failure;
  }
  measuring.cancel();
  const last = await measured;
  if (failures.length > 0) throw failures[0];
  await measureTheRest(release, last);
}

/** Until it is stopped, or its checks are complete. What it cannot decide stops the release before its next step. */
async function measure(release: Release<CanaryPlan>): Promise<AnalysisResult> {
  const { plan, verdict, journal } = release;
  const names = plan.background?.checks ?? [];
  const mode = { kind: 'until-stopped' } as const;
  let run = 1;
  let from: Pick<AnalysisInput, 'from'> = {};
  for (;;) {
    const wanted = { analysis: labelOf('background', run), mode, ...backTo(release) };
    const result = await analyse(release, names, {
      ...wanted,
      acceptInconclusive: verdict.accepted,
      ...from,
    });
    if (result.kind !== 'inconclusive' || CancellationScope.current().consideredCancelled) return result;
    journal.note(`${result.cause.message}; the release stops before its next step`);
    let progress = progressOf(result);
    const measureOn = async (): Promise<void> => {
      const on = { ...wanted, from: progress, acceptInconclusive: names };
      progress = progressOf(await analyse(release, names, on));
      await condition(() => false); // complete: nothing but the answer is missing
    };
    const first = await firstOf(measureOn, () => verdict.decided(result.cause, result.open));
    const isAnew = first.kind === 'word' && first.word === 'resume';
    if (isAnew) run += 1;
    from = isAnew ? {} : { from: progress };
  }
}

/** What was never measured cannot let a release through, nor what could not be decided. */
async function measureTheRest(
  release: Release<CanaryPlan>,
  last: AnalysisResult | 'not-begun' | 'cut-off',
): Promise<void> {
  if (last === 'not-begun') return;
  if (last !== 'cut-off') {
    if (last.kind === 'passed' || (last.kind === 'stopped' && last.unmeasured.length === 0)) return;
    if (last.kind === 'inconclusive' && (await ask(release, last)) === 'promote') return;
  }
  const { plan, journal } = release;
  const names = plan.background?.checks ?? [];
  const mode = { kind: 'until-measured', timeoutMs: plan.analysis.timeoutMs } as const;
  let from = last !== 'cut-off' && last.kind === 'stopped' ? { from: progressOf(last) } : {};
  for (;;) {
    journal.enter('analysing', 'measuring what no step has waited for');
    waitingFor(journal, 'each check to be measured', 'clock', mode.timeoutMs);
    const wanted = { ...lastLook(release), mode, ...from };
    const result = await unlessSkipped(release, () => analyse(release, names, wanted));
    if (result === 'skipped') return;
    journal.waitFor(undefined);
    journal.enter('running', 'the analysis is over');
    if (result.kind !== 'inconclusive') return;
    if ((await ask(release, result)) === 'promote') return;
    from = {};
  }
}

function ask(release: Release<CanaryPlan>, result: AnalysisResult & { readonly kind: 'inconclusive' }) {
  return askWhileMeasuring(release, release.plan.background?.checks ?? [], lastLook(release), result);
}

function lastLook(release: Release<CanaryPlan>) {
  const { accepted } = release.verdict;
  return { analysis: 'background', acceptInconclusive: accepted, ...backTo(release), ...keeping(release) };
}
