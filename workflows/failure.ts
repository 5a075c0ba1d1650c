import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Cause, CauseKind } from '../src/domain/outcome.ts';

/** A step did not come to its end, for a cause that the operator is told. Leads to the way back. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly reason: Cause;
  /** Users have met it: a version that serves went bad. */
  readonly isMetByUsers: boolean;

  constructor(reason: Cause, { isMetByUsers = false } = {}) {
    super(reason.message);
    this.reason = reason;
    this.isMetByUsers = isMetByUsers;
  }
}

const KINDS: Readonly<Record<string, CauseKind>> = {
  ForeignChange: 'foreign-change',
  AppInTheWay: 'foreign-change',
  HaproxyUnsafeWord: 'pool',
  QueryRejected: 'check-failed',
  QueryAmbiguous: 'check-failed',
};

/**
 * Whether something ended because it was told to. An activity whose worker dies in that moment does not say so: its
 * heartbeat is missed, and Temporal does not try again what is to be cancelled.
 */
export function wasToldToStop(failure: unknown): boolean {
  if (isCancellation(failure)) return true;
  return failure instanceof ActivityFailure && failure.retryState === 'CANCEL_REQUESTED';
}

/** Why a release could not go on, from whatever was thrown on the way. */
export function causeOf(failure: unknown): Cause {
  if (failure instanceof StepFailed) return failure.reason;
  if (wasToldToStop(failure)) return { kind: 'cancelled', message: 'the workflow was cancelled' };
  if (failure instanceof ActivityFailure && failure.cause instanceof ApplicationFailure) {
    return { kind: KINDS[failure.cause.type ?? ''] ?? 'marathon', message: failure.cause.message };
  }
  return {
    kind: 'unexpected',
    message:
      failure instanceof Error
        ? failure.cause instanceof Error
          ? failure.cause.message
          : failure.message
        : String(failure),
  };
}

/** Runs what comes before the first act: its failure is the workflow's own, with the type that the caller looks for. */
export async function orRefuse<T>(act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (failure) {
    if (failure instanceof ActivityFailure && failure.cause instanceof ApplicationFailure)
      throw failure.cause;
    throw failure;
  }
}
