import { isCancellation } from '@temporalio/workflow';
import { afterFailure, type FailedStep } from '../src/domain/after-failure.ts';
import { causeOf, StepFailed, wasToldToStop } from './failure.ts';
import { signature } from './operator.ts';
import type { ChangeOver } from './release.ts';
import { watchedUntil } from './watching.ts';

/**
 * Whether a step that failed is to be taken again: where the spec says so, a person is waited for, and what has users is
 * watched meanwhile. Throws when that goes bad.
 */
export async function isToBeRetried(
  { release, direction }: ChangeOver,
  at: FailedStep,
  failure: unknown,
): Promise<boolean> {
  if (direction === 'roll-back' || isCancellation(failure) || wasToldToStop(failure)) return false;
  if (failure instanceof StepFailed && failure.isMetByUsers) return false;
  const { plan, journal, operator, pool } = release;
  const cause = causeOf(failure);
  if (afterFailure(plan.onFailure, at, cause.kind) === 'roll-back') return false;
  const before = journal.state;
  journal.enter('step-failed', `${cause.message}. "retry" takes the step again, "abort" goes back`);
  journal.waitFor({ reason: 'retry or abort', owner: 'operator', since: new Date().toISOString() });
  // Whoever of those that serve is replaced meanwhile gets users, as at any other wait.
  pool.open(plan.green);
  let remark;
  try {
    const retried = () => operator.next(['retry']);
    ({ remark } = await watchedUntil(release, retried, undefined, 'without-crashes'));
  } catch (failed) {
    journal.back('step-failed', before);
    throw failed;
  } finally {
    journal.waitFor(undefined);
  }
  journal.enter(before, `trying again${signature(remark)}`);
  return true;
}
