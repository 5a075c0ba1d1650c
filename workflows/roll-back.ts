import { patched } from '@temporalio/workflow';
import { percentText } from '../src/domain/canary-title.ts';
import type { Cause, Outcome } from '../src/domain/outcome.ts';
import { isBadForUsers } from '../src/domain/way-back.ts';
import { changeOver } from './change-over.ts';
import { causeOf } from './failure.ts';
import { signature } from './operator.ts';
import { listenToGuard } from './guard.ts';
import { concluded, rolledBack } from './outcomes.ts';
import type { ChangeOver, Release } from './release.ts';
import { removeSide } from './remove-side.ts';
import { sendBackAgain, sendBackFirst, sendBackIfWhole } from './send-back.ts';
import { awaitHealthy, scale } from './steps.ts';
import { tell } from './tell.ts';

/** The way back from wherever the release stands, and its end: `goBack` until blue serves alone, or a person ends it. */
export async function rollBack(release: Release, failure: unknown): Promise<Outcome> {
  const { journal } = release;
  const cause = whyBack(release, failure);
  journal.skipAhead();
  if (cause.kind === 'check-failed') tell(release, { name: 'check-failed', message: cause.message, cause });
  return concluded(release, 'roll back', async () => {
    journal.enter('rolling-back', `rolling back${from(journal.reachedWeight)}: ${cause.message}`);
    await goBack(release, isBadForUsers(cause.kind) || release.operator.aborted?.fast === true);
    return rolledBack(release, cause);
  });
}

/**
 * The same procedure with the colours swapped, in one batch. Users leave green first where blue carries them; then blue's
 * capacity, the rest of the users, and green goes. Ends with blue alone, at the count it had; throws where that cannot be
 * had. Safe to repeat.
 */
export async function goBack(release: Release, greenIsBad = false): Promise<void> {
  const { plan, journal, pool } = release;
  const { blue, green } = plan;
  listenToGuard(release);
  pool.unguard(green);
  if (blue !== undefined) pool.returnsTo(blue);
  if (blue === undefined || blue.instances === 0) return removeSide(release, green);
  // 2026-11-28: a way back that 0.2.0 has begun goes by what the release knows of blue, not by how blue stands.
  const goesByStanding = patched('way-back-by-standing');
  if (goesByStanding) {
    await sendBackFirst(release, blue, greenIsBad);
  } else {
    await sendBackIfWhole(release, blue);
    pool.withdraw(blue, []);
  }
  const back: ChangeOver = {
    release,
    direction: 'roll-back',
    from: green,
    to: blue,
    // Users do not stay on a bad green because one task of blue does not come up.
    ...(goesByStanding
      ? { admitsAtOnce: true, onUnhealthy: () => sendBackAgain(release, blue, greenIsBad) }
      : {}),
  };
  await changeOver(back, { number: 1, arriving: blue.instances, leaving: 0 });
  // A kill-and-scale that was under way when the release turned back may have taken effect since.
  await scale(back, blue, blue.instances);
  await awaitHealthy(back, blue, blue.instances);
  if (journal.reachedWeight !== undefined) journal.weighs(0);
}

function from(weight: number | undefined): string {
  return weight === undefined || weight === 0 ? '' : ` from ${percentText(weight)}`;
}

function whyBack({ operator }: Release, failure: unknown): Cause {
  const cause = causeOf(failure);
  // A check that had failed by then is what the next person needs to know.
  if (operator.aborted === undefined || cause.kind === 'check-failed') return cause;
  const { by } = operator.aborted;
  const message = `abort${signature(operator.aborted)}`;
  return { kind: 'operator', message, ...(by === undefined ? {} : { by }) };
}
