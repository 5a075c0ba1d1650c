import { readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Execution } from '../../../src/cli/account/account-of.ts';
import { firstArgument, timeOf, type HistoryEvent } from '../../../src/cli/account/history-event.ts';
import { reportOf, type ReleaseReport } from '../../../src/cli/account/report.ts';

/** The events of a release that really ran, with an earlier version of Pacer. */
export async function recordedEvents(name: string): Promise<readonly HistoryEvent[]> {
  const file = new URL(`../../histories/0.1.0/${name}.json`, import.meta.url);
  return historyFromJSON(JSON.parse(await readFile(file, 'utf8'))).events ?? [];
}

/** Its report, as `pacer show` would give it. */
export async function recordedReport(name: string): Promise<ReleaseReport> {
  const events = await recordedEvents(name);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${name} has no events`);
  const attributes = first.workflowExecutionStartedEventAttributes;
  const execution: Execution = {
    workflowId: `pacer/release/local/shop/20261124T100000Z-${name}`,
    runId: attributes?.originalExecutionRunId ?? '',
    type: attributes?.workflowType?.name ?? '',
    status: { name: 'COMPLETED' },
    startTime: new Date(timeOf(first)),
    closeTime: new Date(timeOf(last)),
  };
  const outcome = firstArgument(last.workflowExecutionCompletedEventAttributes?.result) as Outcome;
  return reportOf(execution, events, { ending: { kind: 'outcome', outcome } });
}
