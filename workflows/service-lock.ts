import {
  ApplicationFailure,
  CancellationScope,
  condition,
  ParentClosePolicy,
  startChild,
  workflowInfo,
  defineSignal,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { acting } from './acting.ts';
import { serviceLockId } from './messages.ts';

const release = defineSignal('release');

/** A lock whose holder has just ended is given back by Temporal within this many tries, one a second. */
const TRIES = 10;

/**
 * The lock of a service: a child workflow of the release that holds it, with an id made of target and service. Temporal
 * lets only one of that id run and terminates it when its parent ends in whatever way.
 */
export async function serviceLock(): Promise<void> {
  let held = true;
  setHandler(release, () => {
    held = false;
  });
  await condition(() => !held);
}

/**
 * Runs `act` as the only release of the service. Throws a final `ReleaseInProgress` that names the other one.
 */
export async function withServiceLock<T>(target: string, service: string, act: () => Promise<T>): Promise<T> {
  const lock = await take(target, service);
  try {
    return await act();
  } finally {
    await CancellationScope.nonCancellable(async () => {
      await lock.signal(release);
      await lock.result();
    }).catch(() => undefined);
  }
}

async function take(target: string, service: string) {
  const workflowId = serviceLockId(target, service);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await CancellationScope.nonCancellable(() =>
        startChild(serviceLock, {
          workflowId,
          parentClosePolicy: ParentClosePolicy.TERMINATE,
          staticSummary: `lock of ${service}, held by ${workflowInfo().workflowId}`,
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const holder = await acting('see who holds the lock').readLockHolder({ lockId: workflowId });
      if (holder.kind === 'running' || attempt >= TRIES) {
        throw ApplicationFailure.nonRetryable(
          `service: a release of "${service}" on target "${target}" is running already: workflow ${holder.workflowId} (run ${holder.runId}). Wait for it, or abort it.`,
          'ReleaseInProgress',
          holder,
        );
      }
      await sleep('1s');
    }
  }
}
