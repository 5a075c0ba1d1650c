import { analysisEnd } from '../src/domain/analysis-end.ts';
import type { AnalysisInput } from './analysis-input.ts';
import { withNews, type News, type Stand } from './analysis-stand.ts';
import type { Errands } from './errands.ts';

/** Whoever stops an analysis waits for it; what Prometheus answers within this may still be a failure. */
const LAST_ANSWERS_WITHIN_MS = 200;

/** Where an analysis that is told to stop stands once the answers under way are there, a failure is, or time is up. */
export async function withLastAnswers(
  input: AnalysisInput,
  errands: Errands<News>,
  isMeasuring: () => boolean,
  stopped: Stand,
): Promise<Stand> {
  const neverAborted = new AbortController().signal;
  const begunMs = performance.now();
  let stand = stopped;
  for (;;) {
    const leftMs = LAST_ANSWERS_WITHIN_MS - (performance.now() - begunMs);
    const isLast = !isMeasuring() || leftMs <= 0;
    const fromMs = performance.now();
    const news = await errands.next(isLast ? 0 : leftMs, neverAborted);
    // The pool is no longer kept by this analysis.
    const measured = news.filter((it) => it.kind === 'measured');
    stand = withNews(input, stand, measured, performance.now() - fromMs);
    if (isLast || analysisEnd(stand)?.kind === 'failed') return stand;
  }
}
