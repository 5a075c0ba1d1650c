import { waitingFor, type Release } from './release.ts';
import { firstOf, watchGreen } from './watching.ts';

/** Step 11, first half: watches green for the time of the spec, or until an operator promotes. */
export async function bake(release: Release): Promise<void> {
  const { plan, journal, operator } = release;
  if (plan.bake.durationMs === 0) return;
  journal.enter('baking', `watching ${plan.green.appId} before blue is removed`);
  waitingFor(journal, 'the bake to end', 'clock', plan.bake.durationMs);
  const first = await firstOf(
    () => watchGreen(release, plan.bake, plan.green.instances),
    () => operator.next(['promote', 'skip']),
  );
  journal.enter('running', first.kind === 'word' ? 'an operator ended the bake' : 'the bake is over');
}
