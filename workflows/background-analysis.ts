import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { AnalysisInput, AnalysisResult } from '../activities/index.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { analyse, backTo, keeping } from './analysis.ts';
import { askAboutVerdict, unlessOpen } from './ask-about-verdict.ts';
import { waitingFor, type Release } from './release.ts';

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
        if (isCancellation(failure)) return 'cut-off';
        failures.push(failure);
        stepping.cancel();
        return 'cut-off';
      });
  };
  try {
    await stepping.run(async () => {
      await steps({ begin });
      await unlessOpen(release);
    });
  } catch (failure) {
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
  for (;;) {
    const mode = { kind: 'until-stopped' } as const;
    const result = await analyse(release, names, {
      analysis: 'background',
      mode,
      ...backTo(release),
      ...verdict.accepted,
    });
    if (result.kind !== 'inconclusive' || CancellationScope.current().consideredCancelled) return result;
    journal.note(`${result.cause.message}; the release stops before its next step`);
    await verdict.decided(result.cause);
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
    if (last.kind === 'inconclusive' && (await askAboutVerdict(release, last.cause)) === 'promote') return;
  }
  const { plan } = release;
  const names = plan.background?.checks ?? [];
  const mode = { kind: 'until-measured', timeoutMs: plan.analysis.timeoutMs } as const;
  let from = last !== 'cut-off' && last.kind === 'stopped' ? { from: progressOf(last) } : {};
  for (;;) {
    release.journal.enter('analysing', 'measuring what no step has waited for');
    waitingFor(release.journal, 'each check to be measured', 'clock', mode.timeoutMs);
    const wanted = {
      analysis: 'background',
      mode,
      ...release.verdict.accepted,
      ...backTo(release),
      ...keeping(release),
      ...from,
    };
    const result = await analyse(release, names, wanted);
    release.journal.waitFor(undefined);
    release.journal.enter('running', 'the analysis is over');
    if (result.kind !== 'inconclusive') return;
    if ((await askAboutVerdict(release, result.cause)) === 'promote') return;
    from = {};
  }
}

function progressOf({ reports, state }: AnalysisResult): NonNullable<AnalysisInput['from']> {
  return { reports, state };
}
