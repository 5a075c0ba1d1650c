import { WorkflowNotFoundError } from '@temporalio/common';
import { grpcCauseOf, type Temporal } from '../temporal/connect.ts';
import { readEnding } from '../temporal/ending.ts';
import { accountOf, type Execution } from './account-of.ts';
import { CANNOT_SEARCH, listExecutions, MOST_EXECUTIONS } from './executions.ts';
import { readStarted } from './read-started.ts';
import type { ReleaseAccount } from './release-account.ts';

export interface Wanted {
  readonly service?: string | undefined;
  readonly target?: string | undefined;
  /** Most releases. */
  readonly limit: number;
}

export interface ReleaseHistory {
  /** The newest first. */
  readonly releases: readonly ReleaseAccount[];
  /** Why there may be more than these, or none could be listed. */
  readonly trouble?: string;
}

/** So many are read at the same time. */
const AT_ONCE = 8;

/** The newest releases, running ones too. Needs no worker. Throws TemporalUnreachable. */
export async function readHistory(temporal: Temporal, wanted: Wanted): Promise<ReleaseHistory> {
  const found = await listExecutions(temporal);
  if (found.kind === 'cannot-search') return { releases: [], trouble: CANNOT_SEARCH };
  const candidates = found.executions.filter(({ workflowId }) => mayBeWanted(workflowId, wanted));
  const releases: ReleaseAccount[] = [];
  for (let from = 0; from < candidates.length && releases.length < wanted.limit; from += AT_ONCE) {
    const read = await Promise.all(
      candidates.slice(from, from + AT_ONCE).map((it) => readAccount(temporal, it).catch(unlessGone)),
    );
    releases.push(...read.filter((it) => it !== undefined).filter((it) => isWanted(it, wanted)));
  }
  const more = found.executions.length >= MOST_EXECUTIONS && releases.length < wanted.limit;
  return {
    releases: releases.slice(0, wanted.limit),
    ...(more
      ? { trouble: `only the newest ${MOST_EXECUTIONS} releases of all services were looked through` }
      : {}),
  };
}

async function readAccount(temporal: Temporal, execution: Execution): Promise<ReleaseAccount> {
  const { workflowId, runId } = execution;
  const isRunning = execution.status.name === 'RUNNING';
  const [started, ending] = await Promise.all([
    readStarted(temporal, execution),
    isRunning ? undefined : readEnding(temporal, temporal.client.workflow.getHandle(workflowId, runId)),
  ]);
  return accountOf(execution, started, ending, new Date());
}

/** A list may still have what its retention, or somebody, has just deleted. */
function unlessGone(error: unknown): undefined {
  if (error instanceof WorkflowNotFoundError || grpcCauseOf(error)?.code === NOT_FOUND) return undefined;
  throw error;
}

const NOT_FOUND = 5;

/** An id of the command line's own form tells target and service; any other says nothing about them. */
function mayBeWanted(workflowId: string, { service, target }: Wanted): boolean {
  const named = /^pacer\/release\/([^/]+)\/([^/]+)\/[^/]+$/.exec(workflowId);
  if (named === null) return true;
  return (target ?? named[1]) === named[1] && (service ?? named[2]) === named[2];
}

function isWanted(account: ReleaseAccount, { service, target }: Wanted): boolean {
  return (service ?? account.service) === account.service && (target ?? account.target) === account.target;
}
