import type { Cause, Outcome } from '../src/domain/outcome.ts';
import { changeOver } from './change-over.ts';
import { causeOf } from './failure.ts';
import { signature } from './operator.ts';
import { concluded, rolledBack } from './outcomes.ts';
import type { ChangeOver, Release } from './release.ts';
import { removeSide } from './steps.ts';

/**
 * The way back from wherever the release stands: the same procedure with the colours swapped, in one batch. Blue's
 * capacity first, then traffic, then green goes. Ends with blue alone, at the count it had, or holds and asks.
 */
export async function rollBack(release: Release, failure: unknown): Promise<Outcome> {
  const { plan, journal, pool } = release;
  const cause = whyBack(release, failure);
  journal.skipAhead();
  journal.enter('rolling-back', `rolling back: ${cause.message}`);
  return concluded(release, 'roll back', async () => {
    const { blue, green } = plan;
    if (blue === undefined) {
      await removeSide(release, green);
      return rolledBack(release, cause);
    }
    pool.withdraw(blue, []);
    const back: ChangeOver = { release, direction: 'roll-back', from: green, to: blue };
    await changeOver(back, { number: 1, arriving: blue.instances, leaving: 0 });
    return rolledBack(release, cause);
  });
}

function whyBack({ operator }: Release, failure: unknown): Cause {
  if (operator.aborted === undefined) return causeOf(failure);
  const { by } = operator.aborted;
  return {
    kind: 'operator',
    message: `abort${signature(operator.aborted)}`,
    ...(by === undefined ? {} : { by }),
  };
}
