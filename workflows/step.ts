import type { CanaryStep } from '../src/domain/canary.ts';
import type { StepKey } from '../src/domain/progress.ts';
import { isToBeRetried } from './after-failure.ts';
import { unlessOpen } from './ask-about-verdict.ts';
import { GUARD } from './messages-guard.ts';
import type { ChangeOver, Release } from './release.ts';
import { watchedUntil } from './watching.ts';
import { whyPaused } from './why-paused.ts';

/** Of a step that is not one of the eleven, but one of a canary's spec. */
export interface OfCanary {
  readonly title: string;
  readonly kind: CanaryStep['kind'];
}

/**
 * Runs one step: asks for permission, keeps the journal, and marks the step failed when it throws. A person may take it
 * again, where the spec says so.
 */
export async function step<T>(
  change: ChangeOver,
  key: Omit<StepKey, 'direction'>,
  act: () => Promise<T>,
  ofCanary?: OfCanary,
): Promise<T> {
  const { journal } = change.release;
  const at = { step: key.step, ...(ofCanary === undefined ? {} : { canary: ofCanary.kind }) };
  for (;;) {
    if (change.direction === 'release') await permission(change.release);
    journal.begin({ ...key, direction: change.direction }, ofCanary?.title);
    try {
      const result = await act();
      journal.end('done');
      return result;
    } catch (failure) {
      journal.end('failed');
      journal.waitFor(undefined);
      if (!(await isToBeRetried(change, at, failure))) throw failure;
    } finally {
      journal.waitFor(undefined);
    }
  }
}

/** Returns at once unless an operator has paused the release, or a verdict of its analysis is open. */
export async function permission(release: Release): Promise<void> {
  do {
    await unlessPaused(release);
    await unlessOpen(release);
    // What the guard holds for may have come while the verdict was open.
  } while (release.operator.paused?.by === GUARD);
}

async function unlessPaused(release: Release): Promise<void> {
  const { journal, operator } = release;
  if (operator.paused === undefined) return;
  const before = journal.state;
  journal.enter('paused', whyPaused(operator.paused));
  journal.waitFor({ reason: 'resume or abort', owner: 'operator', since: new Date().toISOString() });
  await watchedUntil(release, () => operator.permission());
  journal.waitFor(undefined);
  journal.enter(before, 'going on');
}
