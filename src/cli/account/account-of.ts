import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { Ending } from '../temporal/ending.ts';
import { releaseName, type ReleaseAccount, type ReleaseResult } from './release-account.ts';
import type { Started } from './started.ts';

/** What is needed of a workflow, whether it was listed or described. */
export type Execution = Pick<
  WorkflowExecutionInfo,
  'workflowId' | 'runId' | 'type' | 'startTime' | 'closeTime'
> & { readonly status: Pick<WorkflowExecutionInfo['status'], 'name'> };

/** The account of one release; without an ending it runs. */
export function accountOf(
  { workflowId, runId, type, startTime, closeTime }: Execution,
  { service, target, app, startedBy }: Started,
  ending: Ending | undefined,
  now: Date,
): ReleaseAccount {
  const endedAt = ending === undefined ? undefined : (closeTime ?? now).toISOString();
  const outcome = ending?.kind === 'outcome' ? ending.outcome : undefined;
  const summary =
    outcome?.summary ?? (ending !== undefined && 'message' in ending ? ending.message : undefined);
  return {
    release: releaseName(workflowId, runId),
    workflowId,
    runId,
    procedure: type === 'canary' ? 'canary' : 'blue-green',
    service,
    target,
    ...(app === undefined ? {} : { app }),
    startedAt: startTime.toISOString(),
    ...(endedAt === undefined ? {} : { endedAt }),
    durationMs: (endedAt === undefined ? now : new Date(endedAt)).getTime() - startTime.getTime(),
    ...startedBy,
    result: resultOf(ending),
    ...(summary === undefined ? {} : { summary }),
    ...(outcome === undefined ? {} : { exposureMs: outcome.exposureMs }),
    ...(outcome?.reachedWeight === undefined ? {} : { reachedWeight: outcome.reachedWeight }),
  };
}

function resultOf(ending: Ending | undefined): ReleaseResult {
  if (ending === undefined) return 'running';
  return ending.kind === 'outcome' ? ending.outcome.kind : ending.kind;
}
