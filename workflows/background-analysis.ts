import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { AnalysisInput, AnalysisResult } from '../activities/index.ts';
import type { CanaryPlan } from '../src/domain/plan.ts';
import { analyse, backTo } from './analysis.ts';
import { askAboutVerdict, unlessOpen } from './ask-about-verdict.ts';
import type { Release } from './release.ts';

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
  let measured: Promise<AnalysisResult | undefined> = Promise.resolve(undefined);
  const begin = (): void => {
    measured = measuring
      .run(() => measure(release))
      .catch((failure: unknown) => {
        if (isCancellation(failure)) return undefined;
        failures.push(failure);
        stepping.cancel();
        return undefined;
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
  if (last !== undefined) await measureTheRest(release, last);
}

/** Until it is stopped, or its checks are complete. What it cannot decide stops the release before its next step. */
async function measure(release: Release<CanaryPlan>): Promise<AnalysisResult> {
  const { plan, verdict, journal } = release;
  const names = plan.background?.checks ?? [];
  let accepted = {};
  for (;;) {
    const mode = { kind: 'until-stopped' } as const;
    const result = await analyse(release, names, {
      analysis: 'background',
      mode,
      ...backTo(release),
      ...accepted,
    });
    if (result.kind !== 'inconclusive') return result;
    journal.note(`${result.cause.message}; the release stops before its next step`);
    const answer = await verdict.decided(result.cause);
    // Whoever has said that it is good enough is not asked about it again.
    if (answer === 'promote') accepted = { acceptInconclusive: true };
  }
}

/** What was never measured cannot let a release through. */
async function measureTheRest(release: Release<CanaryPlan>, last: AnalysisResult): Promise<void> {
  if (last.kind !== 'stopped' || last.unmeasured.length === 0) return;
  const { plan } = release;
  const names = plan.background?.checks ?? [];
  release.journal.enter('analysing', `measuring ${last.unmeasured.join(', ')}, which no step waited for`);
  const mode = { kind: 'until-measured', timeoutMs: plan.analysis.timeoutMs } as const;
  let from: AnalysisInput['from'] = { reports: last.reports, state: last.state };
  for (;;) {
    const wanted = {
      analysis: 'background',
      mode,
      ...backTo(release),
      ...(from === undefined ? {} : { from }),
    };
    const result = await analyse(release, names, wanted);
    release.journal.enter('running', 'the analysis is over');
    if (result.kind !== 'inconclusive') return;
    if ((await askAboutVerdict(release, result.cause)) === 'promote') return;
    from = undefined;
  }
}
