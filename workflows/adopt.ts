import { CancellationScope } from '@temporalio/workflow';
import type { Outcome } from '../src/domain/outcome.ts';
import type { Adopted } from '../src/domain/plan.ts';
import { signature } from './operator.ts';
import { concluded, done, finish, rolledBack } from './outcomes.ts';
import type { Release } from './release.ts';
import { goBack } from './roll-back.ts';

export type Start<R> =
  | { readonly kind: 'ready'; readonly release: R }
  /** turning back was all there was to do */
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/** Plans the release, again after each version that was found on its way and is turned back first. */
export async function startingPoint<R extends Release>(planned: () => Promise<R>): Promise<Start<R>> {
  for (;;) {
    const release = await planned();
    const outcome = await CancellationScope.nonCancellable(() => turnBackFound(release));
    if (outcome !== undefined) return { kind: 'ended', outcome };
    if (release.plan.adopted?.how !== 'turn-back-first') return { kind: 'ready', release };
  }
}

/**
 * Turns back the version that was found on its way, where the plan says so; to be called before anything else is done,
 * where nothing cancels it. Answers the outcome when that is all there is to do; undefined when the release goes on: of a
 * plan that says `turn-back-first`, after it has been planned again.
 */
async function turnBackFound(release: Release): Promise<Outcome | undefined> {
  const { plan, journal } = release;
  if (plan.adopted === undefined) return undefined;
  journal.note(plan.adopted.found);
  if (plan.adopted.how !== 'finish') journal.planned(plan, []);
  switch (plan.adopted.how) {
    case 'finish':
      return undefined;
    case 'turn-back':
      return turnBack(release, plan.adopted);
    case 'turn-back-first':
      return turnBackFirst(release);
  }
}

async function turnBack(release: Release, { found }: Adopted): Promise<Outcome> {
  return concluded(release, 'turn back', async () => {
    release.journal.enter('rolling-back', `turning back: ${found}`);
    await goBack(release);
    const cause = { kind: 'operator', message: `turned back as asked: ${found}` } as const;
    return { ...rolledBack(release, cause), kind: 'rolled-back' };
  });
}

/** An abort that comes meanwhile asks for just that, and then for nothing more. */
async function turnBackFirst(release: Release): Promise<Outcome | undefined> {
  const { plan, journal, operator } = release;
  const { appId } = plan.green;
  const turned = await done(release, `turn back ${appId}`, () => {
    journal.enter(
      'starting',
      `turning back ${appId}, which was found on its way, before this release begins`,
    );
    return goBack(release);
  });
  if (turned.kind === 'ended') return turned.outcome;
  if (operator.aborted !== undefined) {
    const outcome = rolledBack(release, {
      kind: 'operator',
      message: `abort${signature(operator.aborted)}`,
      ...(operator.aborted.by === undefined ? {} : { by: operator.aborted.by }),
    });
    await finish(release, outcome);
    return outcome;
  }
  journal.enter('starting', `${appId} is turned back; planning the release`);
  return undefined;
}
