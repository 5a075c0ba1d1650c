import { CancellationScope, condition } from '@temporalio/workflow';
import type { Cause, Outcome } from '../src/domain/outcome.ts';
import type { Adopted } from '../src/domain/plan.ts';
import { HEARTBEAT_TIMEOUT_MS } from './acting.ts';
import { causeOf } from './failure.ts';
import { signature, type Operator } from './operator.ts';
import { concluded, done, finish, notBegun, rolledBack } from './outcomes.ts';
import { waitingFor, type Release } from './release.ts';
import { goBack } from './roll-back.ts';

export type Start<R> =
  | { readonly kind: 'ready'; readonly release: R }
  /** it is over already, such as where turning back was all there was to do */
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/**
 * Plans the release, again after each version that was found on its way and is turned back first. Throws what the first
 * planning does; whatever ends it later is an outcome.
 */
export async function startingPoint<R extends Release>(planned: () => Promise<R>): Promise<Start<R>> {
  let start = await lookAgain(await planned(), planned);
  for (;;) {
    if (start.kind === 'ended') return start;
    const { release } = start;
    await takePool(release);
    const outcome = await CancellationScope.nonCancellable(() => turnBackFound(release));
    if (outcome !== undefined) return { kind: 'ended', outcome };
    if (release.plan.adopted?.how !== 'turn-back-first') return start;
    start = await planAgain(release, planned);
  }
}

/** Activities outlive a release that was terminated: what they still did is waited for, and is in the plan then. */
async function lookAgain<R extends Release>(release: R, planned: () => Promise<R>): Promise<Start<R>> {
  const { plan, journal, operator } = release;
  const { release: other } = plan.adopted ?? {};
  if (other === undefined) return { kind: 'ready', release };
  try {
    journal.enter('starting', `${plan.green.appId} was found on its way, by release ${other}`);
    waitingFor(journal, `anything that release ${other} still does to end`, 'clock', HEARTBEAT_TIMEOUT_MS);
    const isAborted = await condition(() => operator.aborted !== undefined, HEARTBEAT_TIMEOUT_MS);
    journal.waitFor(undefined);
    const again = isAborted ? release : await planned();
    if (operator.aborted === undefined) return { kind: 'ready', release: again };
    return await ended(again, notBegun(again, causeOfAbort(operator.aborted)));
  } catch (failure) {
    return ended(release, notBegun(release, causeOf(failure)));
  }
}

/** Plans the release once the version that was in its way is gone. */
async function planAgain<R extends Release>(before: R, planned: () => Promise<R>): Promise<Start<R>> {
  try {
    return { kind: 'ready', release: await planned() };
  } catch (failure) {
    const cause = causeOf(failure);
    const message = `${before.plan.green.appId} was turned back, and then the release could not begin: ${cause.message}`;
    return ended(before, rolledBack(before, { ...cause, message }));
  }
}

/** From here on the release looks after the pool by itself. */
async function takePool({ keeping, journal }: Release): Promise<void> {
  const problem = await CancellationScope.nonCancellable(() => keeping.take());
  if (problem !== undefined) journal.note(problem);
}

async function ended(release: Release, outcome: Outcome): Promise<Start<never>> {
  await finish(release, outcome);
  return { kind: 'ended', outcome };
}

function causeOfAbort(aborted: NonNullable<Operator['aborted']>): Cause {
  const { by } = aborted;
  const message = `abort${signature(aborted)}`;
  return { kind: 'operator', message, ...(by === undefined ? {} : { by }) };
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
  if (plan.adopted.how !== 'turn-back-first' && plan.adopted.serving !== undefined) journal.exposed(true);
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
    const outcome = rolledBack(release, causeOfAbort(operator.aborted));
    await finish(release, outcome);
    return outcome;
  }
  journal.enter('starting', `${appId} is turned back; planning the release`);
  return undefined;
}
