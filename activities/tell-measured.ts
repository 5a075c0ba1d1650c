import { activityInfo, log } from '@temporalio/activity';
import type { CheckReport } from '../src/domain/analysis.ts';

/** Lets a release know what its analysis has measured. Throws when Temporal does not take it. Safe to repeat. */
export type TellMeasured = (
  release: { readonly workflowId: string; readonly runId: string },
  reports: readonly CheckReport[],
) => Promise<void>;

/** Waits for nothing: what the release does not hear of now it hears of at the end. */
export function tellSoon(tell: TellMeasured, reports: readonly CheckReport[]): void {
  const { workflowExecution } = activityInfo();
  if (workflowExecution === undefined) return;
  tell(workflowExecution, reports).catch((error: unknown) => {
    log.debug('the release was not told what was measured', { error });
  });
}
