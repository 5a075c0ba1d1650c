import { isCancellation } from '@temporalio/workflow';
import { afterFailure, type FailedStep } from '../src/domain/after-failure.ts';
import { causeOf, wasToldToStop } from './failure.ts';
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
  const { plan, journal, operator } = release;
  const cause = causeOf(failure);
  if (afterFailure(plan.onFailure, at, cause.kind) === 'roll-back') return false;
  const before = journal.state;
  journal.enter('step-failed', `${cause.message}. "retry" takes the step again, "abort" goes back`);
  journal.waitFor({ reason: 'retry or abort', owner: 'operator', since: new Date().toISOString() });
  const { remark } = await watchedUntil(
    release,
    () => operator.next(['retry']),
    undefined,
    'without-crashes',
  );
  journal.waitFor(undefined);
  journal.enter(before, `trying again${signature(remark)}`);
  return true;
}
