import { readHistory } from '../account/history.ts';
import { readStarted } from '../account/read-started.ts';
import type { AppOfRelease } from '../account/release-account.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Temporal } from '../temporal/connect.ts';
import { readEnding } from '../temporal/ending.ts';
import { findRelease, type ReleaseRef } from '../temporal/find-release.ts';

/** What has changed last which version serves. */
export interface LastChange {
  readonly workflowId: string;
  readonly outcome: Outcome;
  readonly app?: AppOfRelease;
}

/** So many of a service's newest releases are looked through. */
const MOST = 50;

/**
 * The release that was released after this one and serves now; undefined where this one is the last that was, as far as
 * Temporal can tell. Throws TemporalUnreachable.
 */
export async function laterChange(
  temporal: Temporal,
  ref: ReleaseRef,
  { endedAt }: Pick<Outcome, 'endedAt'>,
): Promise<LastChange | undefined> {
  const { service, target } = ref;
  // Who has held the lock last is known at once, and also where Temporal cannot search.
  const holder = await findRelease(temporal, service, target);
  const { releases } = await readHistory(temporal, { service, target, limit: MOST });
  const candidates = [
    ...(holder.running ? [] : [holder]),
    ...releases.filter(({ result }) => result === 'released'),
  ];
  const read = await Promise.all(
    candidates.filter((it) => it.runId !== ref.runId).map((it) => changeOf(temporal, it)),
  );
  return read
    .filter((it) => it !== undefined)
    .filter(({ outcome }) => outcome.endedAt > endedAt)
    .sort((one, other) => other.outcome.endedAt.localeCompare(one.outcome.endedAt))[0];
}

async function changeOf(
  temporal: Temporal,
  { workflowId, runId }: Pick<ReleaseRef, 'workflowId' | 'runId'>,
): Promise<LastChange | undefined> {
  const [ending, { app }] = await Promise.all([
    readEnding(temporal, temporal.client.workflow.getHandle(workflowId, runId)),
    readStarted(temporal, { workflowId, runId }),
  ]);
  if (ending.kind !== 'outcome' || ending.outcome.kind !== 'released') return undefined;
  return { workflowId, outcome: ending.outcome, ...(app === undefined ? {} : { app }) };
}
