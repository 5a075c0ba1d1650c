import { activityInfo, log } from '@temporalio/activity';
import type { CheckReport } from '../src/domain/analysis.ts';
import { isNews, newsOf } from '../src/domain/analysis-news.ts';

/** Lets a release know what its analysis has measured. Throws when Temporal does not take it. Safe to repeat. */
export type TellMeasured = (
  release: { readonly workflowId: string; readonly runId: string },
  reports: readonly CheckReport[],
) => Promise<void>;

/** Tells what is news between two looks. Waits for nothing: what is not told now comes with the result. */
export type TellNews = (before: readonly CheckReport[], after: readonly CheckReport[]) => void;

/** What one attempt of an analysis may add to the release's history by its news. */
const MOST_TOLD_BYTES = 200_000;

export function newsTeller(tell: TellMeasured): TellNews {
  const { workflowExecution: release } = activityInfo();
  let told: readonly CheckReport[] = [];
  let leftBytes = MOST_TOLD_BYTES;
  return (before, after) => {
    if (release === undefined || !isNews(before, after)) return;
    const news = newsOf(told, after);
    const bytes = Buffer.byteLength(JSON.stringify(news));
    if (bytes > leftBytes) return;
    leftBytes -= bytes;
    told = after;
    tell(release, news).catch((error: unknown) => {
      log.debug('the release was not told what was measured', { error });
    });
  };
}
