import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  ParentClosePolicy,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
  type ChildWorkflowHandle,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Run } from '../src/domain/line.ts';
import { acting } from './acting.ts';
import { serviceLockId } from './messages.ts';

const release = defineSignal('release');

/** A lock whose holder has just ended is given back by Temporal within this many tries, one a second. */
const TRIES = 10;

/** Names a service, and with it its lock. */
export interface ServiceOf {
  readonly target: string;
  readonly service: string;
}

export type HeldLock = ChildWorkflowHandle<typeof serviceLock>;

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

/** Runs `act` as the only release of the service, and gives the lock back. */
export async function withLock<T>(lock: HeldLock, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } finally {
    await giveBack(lock);
  }
}

/** Returns once the next one can have it. */
export async function giveBack(lock: HeldLock): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    await lock.signal(release);
    await lock.result();
  }).catch(() => undefined);
}

/** The lock, or undefined when another release holds it. */
export async function tryToLock({ target, service }: ServiceOf): Promise<HeldLock | undefined> {
  try {
    return await CancellationScope.nonCancellable(() =>
      startChild(serviceLock, {
        workflowId: serviceLockId(target, service),
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        staticSummary: `lock of ${service}, held by ${workflowInfo().workflowId}`,
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return undefined;
  }
}

/** The lock. Throws a final `ReleaseInProgress` that names the release which holds it. */
export async function lockOrRefuse(of: ServiceOf): Promise<HeldLock> {
  for (let attempt = 1; ; attempt += 1) {
    const lock = await tryToLock(of);
    if (lock !== undefined) return lock;
    const lockId = serviceLockId(of.target, of.service);
    const holder = await acting('see who holds the lock').readLockHolder({ lockId });
    if (holder.kind === 'running' || attempt >= TRIES) throw refusal(of, 'is running already', holder);
    await sleep('1s');
  }
}

/** `is`: what the other one does. */
export function refusal({ target, service }: ServiceOf, is: string, other: Run): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `service: a release of "${service}" on target "${target}" ${is}: workflow ${other.workflowId} (run ${other.runId}). Wait for it, or abort it.`,
    'ReleaseInProgress',
    other,
  );
}
