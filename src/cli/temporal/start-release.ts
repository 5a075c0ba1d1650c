import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { CheckedSpec } from '../../domain/spec.ts';
import { TASK_QUEUE, type Remark } from '../../../workflows/messages.ts';
import { startAccounted } from '../account/start-account.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-codes.ts';
import type { Temporal } from './connect.ts';
import { releaseIdPrefix, type ReleaseRef } from './find-release.ts';
import { lookAt, type Look } from './look.ts';

/** By the procedure of a spec. */
export const WORKFLOW_TYPES = { 'blue-green': 'blueGreen', canary: 'canary' } as const;

/** Starts the workflow of the spec's procedure. Throws Complaint when one of that id runs already. Not safe to repeat without an id. */
export async function startRelease(
  temporal: Temporal,
  spec: CheckedSpec,
  wantedId: string | undefined,
  remark: Remark = {},
): Promise<ReleaseRef> {
  const { service, target } = spec;
  const workflowId = wantedId ?? releaseId(target, service, new Date());
  try {
    const handle = await startAccounted(temporal, spec, remark, (account) =>
      temporal.client.workflow.start(WORKFLOW_TYPES[spec.procedure ?? 'blue-green'], {
        workflowId,
        taskQueue: TASK_QUEUE,
        args: [spec],
        ...account,
        staticSummary: `${spec.procedure === 'canary' ? 'canary' : 'release'} of ${service} on ${target}`,
      }),
    );
    return { service, target, workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new Complaint(
      `workflow ${workflowId} is running already`,
      EXIT.busy,
      ['leave --workflow-id out, or give another'],
      error,
    );
  }
}

/** `pacer/release/local/shop/20261124T153012Z-1f3c`: sorts by time, and says what it is in Temporal's list. */
export function releaseId(target: string, service: string, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${releaseIdPrefix(target, service)}${time}-${randomBytes(2).toString('hex')}`;
}

const LONGEST_START_MS = 5_000;

/** Waits, for some seconds at most, until a worker has taken the release on or refused it. */
export async function awaitBegun(temporal: Temporal, ref: ReleaseRef): Promise<Look> {
  const untilMs = Date.now() + LONGEST_START_MS;
  for (;;) {
    const look = await lookAt(temporal, ref);
    const begun = look.status !== undefined && look.status.state !== 'starting';
    if (begun || look.ending !== undefined || Date.now() > untilMs) return look;
    await sleep(100);
  }
}
