import { isCancellation } from '@temporalio/workflow';
import type { Cause, Outcome, OutcomeKind } from '../src/domain/outcome.ts';
import { causeOf } from './failure.ts';
import type { Side } from '../src/domain/plan.ts';
import type { Release } from './release.ts';
import { everythingTold } from './tell.ts';
import { tendedUntil } from './watching.ts';

/**
 * Brings a release to its end. When that cannot be done it holds, says why, and lets a person decide: `resume` or
 * `promote` try again, `abort` leaves things as they are and ends as `failed`.
 */
export async function concluded(
  release: Release,
  what: string,
  end: () => Promise<Outcome>,
): Promise<Outcome> {
  const ended = await done(release, what, async () => {
    const outcome = await end();
    await finish(release, outcome);
    return outcome;
  });
  return ended.kind === 'done' ? ended.result : ended.outcome;
}

export type Done<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** a person has ended the release, as it stood */
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/** Does what there is no way around: holds and asks where it cannot be done, as `concluded` does. */
export async function done<Result>(
  release: Release,
  what: string,
  act: () => Promise<Result>,
): Promise<Done<Result>> {
  const { journal, operator } = release;
  for (;;) {
    try {
      return { kind: 'done', result: await act() };
    } catch (failure) {
      if (isCancellation(failure)) throw failure;
      const cause = causeOf(failure);
      const before = journal.state;
      journal.enter(
        'holding',
        `could not ${what}: ${cause.message}. "resume" tries again, "abort" leaves everything as it is`,
      );
      journal.waitFor({ reason: 'resume or abort', owner: 'operator', since: new Date().toISOString() });
      const decided = async () => {
        const decision = await operator.decision();
        // The tending takes a moment to end: what is said meanwhile is said of what follows.
        if (decision !== 'abort') journal.back('holding', before);
        return decision;
      };
      if ((await tendedUntil(release, decided)) === 'abort') {
        const outcome = failed(release, what, cause);
        await finish(release, outcome);
        return { kind: 'ended', outcome };
      }
      journal.note(`trying again to ${what}`);
    }
  }
}

/** Whoever wants to know is told from here on, even though the release is over. */
export async function finish(release: Release, outcome: Outcome): Promise<void> {
  const { keeping, pool } = release;
  const problem = await keeping.giveBack(pool.intent());
  if (problem !== undefined) release.journal.note(problem);
  release.journal.finish(outcome);
  await everythingTold(release);
}

export function released(release: Release): Outcome {
  const { green, blue, service } = release.plan;
  const instances = instancesOf(release, green);
  const removed = blue === undefined ? {} : { removed: blue.appId };
  const instead = blue === undefined ? '' : ` instead of ${blue.appId}`;
  return {
    ...common(release, 'released', `${green.appId} serves ${service} with ${instances} tasks${instead}`),
    serving: { appId: green.appId, instances },
    ...removed,
    ...(release.plan.previous === undefined ? {} : { previous: release.plan.previous }),
  };
}

export function rolledBack(release: Release, cause: Cause): Outcome {
  const { green, blue, service } = release.plan;
  const kind = cause.kind === 'operator' || cause.kind === 'cancelled' ? 'aborted' : 'rolled-back';
  const serving =
    blue === undefined
      ? `nothing serves ${service}, as before`
      : `${blue.appId} serves ${service} with ${instancesOf(release, blue)} tasks, as before`;
  return {
    ...common(release, kind, `${serving}; ${green.appId} is gone`),
    cause,
    removed: green.appId,
    ...(blue === undefined ? {} : { serving: { appId: blue.appId, instances: instancesOf(release, blue) } }),
  };
}

/** Green was deleted when there was no way back any more. */
export function nobodyLeft(release: Release): Outcome {
  const { green, blue, service } = release.plan;
  const message = `${green.appId} was deleted by somebody else`;
  const removed = blue === undefined ? {} : { removed: blue.appId };
  return {
    ...common(release, 'failed', `nothing serves ${service}: ${message} when there was no way back any more`),
    cause: { kind: 'foreign-change', message },
    ...removed,
    nextStep: 'Release again: the next release is a first one.',
  };
}

/** Somebody may have scaled it up meanwhile. */
function instancesOf({ pool }: Release, side: Side): number {
  return Math.max(side.instances, pool.instancesOf(side) ?? 0);
}

/** Nothing was changed: what was found is as it was. */
export function notBegun(release: Release, cause: Cause): Outcome {
  const { green, blue } = release.plan;
  const isWanted = cause.kind === 'operator' || cause.kind === 'cancelled';
  const both = blue === undefined ? green.appId : `${blue.appId} and ${green.appId}`;
  return {
    ...common(release, isWanted ? 'aborted' : 'failed', `nothing was begun: ${both} are as they were found`),
    cause,
    ...(isWanted ? {} : { nextStep: 'Correct what the cause says, then release again.' }),
  };
}

function failed(release: Release, what: string, cause: Cause): Outcome {
  const { green, blue, service } = release.plan;
  const apps = blue === undefined ? green.appId : `${blue.appId} and ${green.appId}`;
  return {
    ...common(release, 'failed', `could not ${what}; an operator ended it as it stood`),
    cause,
    nextStep: `Look at ${apps} in Marathon and at the backends ${service}_a and ${service}_b in HAProxy, remove what should not serve, then release again.`,
  };
}

function common(
  { plan, journal }: Release,
  kind: OutcomeKind,
  summary: string,
): Omit<Outcome, 'cause' | 'nextStep'> {
  const ended = new Date();
  journal.exposed(false);
  return {
    kind,
    service: plan.service,
    target: plan.target,
    release: plan.release,
    summary,
    exposureMs: journal.exposureMs,
    startedAt: journal.startedAt.toISOString(),
    endedAt: ended.toISOString(),
    durationMs: ended.getTime() - journal.startedAt.getTime(),
    steps: journal.steps,
    ...(journal.checks.length === 0 ? {} : { checks: journal.checks }),
    ...(journal.gates.length === 0 ? {} : { gates: journal.gates }),
    ...(journal.reachedWeight === undefined ? {} : { reachedWeight: journal.reachedWeight }),
  };
}
