import type { DemoOptions } from './options.ts';
import { linksOf, placesOf, tryNext } from './places.ts';
import type { Played } from './play.ts';
import type { SummaryPage } from './summary-text.ts';
import type { DemoSummary } from './summary.ts';

/** All that the end of the demo shows. The bad version's own failures are what was meant, and so are not listed. */
export function pageOf(played: Played, summary: DemoSummary, options: DemoOptions): SummaryPage {
  const { stack, worker, workflowId, tasks, load } = played;
  return {
    summary,
    failures: load.failures.filter(
      ({ failure }) => !options.bad || failure.kind !== 'status' || failure.version === undefined,
    ),
    places: [...placesOf(stack, worker), ...tasks],
    links: linksOf(stack, workflowId),
    tryNext: tryNext(options),
  };
}
