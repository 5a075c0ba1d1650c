import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { eventsOfState } from '../src/domain/notifications-state.ts';
import { withoutRecords, type EventName, type HookPlace, type Notice } from '../src/domain/notifications.ts';
import type { Cause } from '../src/domain/outcome.ts';
import type { ReleaseState } from '../src/domain/status.ts';
import { deliver } from './deliver.ts';
import type { Release } from './release.ts';
import type { Telling } from './telling.ts';

/** Of a release, what telling needs. */
export type Teller = Pick<Release, 'journal'> & { readonly telling: Telling };

export interface Told {
  readonly name: EventName;
  /** One sentence. Default: what the status says. */
  readonly message?: string;
  readonly cause?: Cause;
}

/** A delivery has a day; whatever keeps workers away longer ends it, too. */
const LONGEST_DELIVERY = '2d';

/**
 * Begins to tell those who want to know of an event, as the release stands now, and waits for nothing: each event is
 * delivered by a workflow of its own, which outlives the release. Never throws.
 */
export function tell(teller: Teller, told: Told): void {
  const { telling, journal } = teller;
  const to = telling.contacts.subscriptions.filter((it) => it.events.includes(told.name)).map((it) => it.to);
  if (to.length === 0) return;
  const notice = noticeOf(teller, told.name, told);
  const begun = CancellationScope.nonCancellable(() =>
    startChild(deliver, {
      args: [{ notice, to }],
      workflowId: `pacer/event/${notice.runId}/${notice.sequence}`,
      staticSummary: `tell ${told.name}`,
      workflowExecutionTimeout: LONGEST_DELIVERY,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
    }),
  )
    .then(() => undefined)
    .catch((failure: unknown) => {
      const why = failure instanceof Error ? failure.message : String(failure);
      journal.note(`could not begin to tell ${to.join(', ')} of ${told.name}: ${why}`);
    })
    .finally(() => telling.beginning.delete(begun));
  telling.beginning.add(begun);
}

/** Tells what a release comes to with a state. */
export function tellState(teller: Teller, state: ReleaseState): void {
  for (const name of eventsOfState(state, teller.journal.status().outcome)) tell(teller, { name });
}

/**
 * Returns once Temporal has begun every delivery, which takes no worker and no receiver. To be awaited before a release
 * ends: what has not begun by then never would.
 */
export async function everythingTold({ telling }: Teller): Promise<void> {
  await CancellationScope.nonCancellable(() => Promise.all(telling.beginning));
}

/** What has happened, or is asked, as the release stands now. */
export function noticeOf(
  { journal, telling }: Teller,
  event: EventName | HookPlace,
  about: Omit<Told, 'name'> = {},
): Notice {
  const { workflowId, runId } = workflowInfo();
  const { release, service, target, procedure, state, weight, outcome, commands, ...status } =
    journal.status();
  telling.sequence += 1;
  return {
    key: `${workflowId}/${runId}/${telling.sequence}`,
    event,
    sequence: telling.sequence,
    at: new Date().toISOString(),
    ...{ release, workflowId, runId, service, target, procedure, state },
    message: about.message ?? status.message,
    ...(weight === undefined ? {} : { weight }),
    ...(about.cause === undefined ? {} : { cause: about.cause }),
    ...(outcome === undefined ? {} : { outcome: withoutRecords(outcome) }),
    commands,
  };
}
