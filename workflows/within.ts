import { sleep } from '@temporalio/workflow';
import { durationText } from '../src/domain/duration-text.ts';
import { StepFailed } from './failure.ts';
import type { Release } from './release.ts';
import { firstOf } from './watching.ts';

/** Runs `act` within the release's own deadline, if it has one. Throws StepFailed, which names it, once that has passed. */
export async function withinDeadline(release: Release, act: () => Promise<void>): Promise<void> {
  const limitMs = release.plan.deadlines?.releaseMs;
  if (limitMs === undefined) return act();
  const doing = { message: '' };
  const first = await firstOf(act, async () => {
    await sleep(limitMs);
    doing.message = release.journal.message;
  });
  if (first.kind === 'watched') return;
  throw new StepFailed({
    kind: 'deadline',
    deadline: 'deadlines.release',
    message: `not done within ${durationText(limitMs)} (deadlines.release); it was at: ${doing.message}`,
  });
}
