import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Notice } from '../src/domain/notifications.ts';

export interface Delivery {
  readonly notice: Notice;
  /** Names of the worker's configuration. */
  readonly to: readonly string[];
}

/** Longer than a receiver is down for a night, and short enough that nobody is told what is long past. */
const GIVE_UP_AFTER = '1d';

/** More than the longest request that the configuration may have. */
const REQUEST_TIMEOUT = '2m';

/**
 * Tells all of them, each until it has taken the notice, for a day at most. It outlives the release. Fails with a
 * `NotDelivered` that names who has not taken it.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const { notice, to } = checked(delivery);
  const told = await Promise.allSettled(
    to.map((name) => delivering(`tell ${name}: ${notice.event}`).tellContact({ to: name, notice })),
  );
  const missed = to.filter((_, index) => told[index]?.status === 'rejected');
  if (missed.length === 0) return;
  throw ApplicationFailure.nonRetryable(
    `"${notice.event}" of ${notice.release} was not taken by ${missed.join(', ')} within ${GIVE_UP_AFTER}`,
    'NotDelivered',
  );
}

function delivering(summary: string): Pick<Activities, 'tellContact'> {
  return proxyActivities<Activities>({
    summary,
    scheduleToCloseTimeout: GIVE_UP_AFTER,
    startToCloseTimeout: REQUEST_TIMEOUT,
    heartbeatTimeout: '5s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' },
  });
}

/** Anybody may start it by hand, with anything. */
function checked(input: Partial<Delivery> | undefined | null): Delivery {
  const { notice, to } = input ?? {};
  if (isNotice(notice) && isListOfNames(to)) return { notice, to };
  throw ApplicationFailure.nonRetryable('deliver is started by releases, with a notice', 'InvalidInput');
}

/** As far as it is put into sentences here. */
function isNotice(it: unknown): it is Notice {
  const { event, release } = (it ?? {}) as { readonly event?: unknown; readonly release?: unknown };
  return typeof event === 'string' && typeof release === 'string';
}

function isListOfNames(it: unknown): it is readonly string[] {
  return Array.isArray(it) && it.every((name) => typeof name === 'string');
}
