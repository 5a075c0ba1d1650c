import { WorkflowNotFoundError } from '@temporalio/common';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import { ask, grpcCauseOf, type Temporal } from '../temporal/connect.ts';
import type { Execution } from './account-of.ts';
import { CANNOT_SEARCH, listExecutions } from './executions.ts';
import { releaseName } from './release-account.ts';

/**
 * The workflow of a release by its workflow id, its name, its run id, or the end of either id after a "/", the newest
 * one where an id was used again. Throws Complaint when there is none, or more than one.
 */
export async function findExecution(temporal: Temporal, text: string): Promise<Execution> {
  const byId = await describe(temporal, text);
  if (byId !== undefined) return demandRelease(byId);
  const named = /^(.+)\/([0-9a-f]{8})$/.exec(text);
  const byName = named?.[1] === undefined ? undefined : await describe(temporal, named[1]);
  if (byName !== undefined && isCalled(byName, text)) return demandRelease(byName);

  const found = await listExecutions(temporal);
  if (found.kind === 'cannot-search')
    throw new Complaint(`"${text}" is not known: ${CANNOT_SEARCH}`, EXIT.other);
  const matching = found.executions.filter((it) => isCalled(it, text));
  const [newest] = matching;
  if (newest === undefined) throw unknown(text);
  if (matching.some((it) => it.workflowId !== newest.workflowId)) throw ambiguous(text, matching);
  return newest;
}

function isCalled({ workflowId, runId }: Execution, text: string): boolean {
  const name = releaseName(workflowId, runId);
  return runId === text || name === text || workflowId.endsWith(`/${text}`) || name.endsWith(`/${text}`);
}

async function describe(temporal: Temporal, workflowId: string): Promise<Execution | undefined> {
  try {
    return await ask(temporal, () => temporal.client.workflow.getHandle(workflowId).describe());
  } catch (error) {
    // INVALID_ARGUMENT: too long for an id.
    if (error instanceof WorkflowNotFoundError || grpcCauseOf(error)?.code === 3) return undefined;
    throw error;
  }
}

function demandRelease(execution: Execution): Execution {
  if (execution.type === 'blueGreen' || execution.type === 'canary') return execution;
  throw new Complaint(
    `workflow ${execution.workflowId} is no release: its type is ${execution.type}`,
    EXIT.refused,
    ['list releases with: npx pacer history'],
  );
}

function unknown(text: string): Complaint {
  return new Complaint(`no release "${text}" is known`, EXIT.other, [
    'list releases with: npx pacer history',
    `if it is a service: npx pacer history ${text}`,
  ]);
}

function ambiguous(text: string, matching: readonly Execution[]): Complaint {
  const ids = [...new Set(matching.map((it) => it.workflowId))];
  return new Complaint(
    `"${text}" may be one of ${ids.length} releases`,
    EXIT.refused,
    ids.slice(0, 5).map((id) => `npx pacer show ${id}`),
  );
}
