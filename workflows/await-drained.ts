import type { DrainResult } from '../activities/index.ts';
import type { Cause } from '../src/domain/outcome.ts';
import type { Side } from '../src/domain/plan.ts';
import { acting } from './acting.ts';
import { StepFailed } from './failure.ts';
import { guardedBy, waitingFor, type ChangeOver } from './release.ts';
import { signature } from './operator.ts';
import { firstOf, tendedUntil, watchedUntil } from './watching.ts';

/** Step 8: nothing pending, by the app's own gauge and by the load balancer; or what the spec says for the deadline. */
export async function awaitDrained(
  change: ChangeOver,
  side: Side,
  taskIds: readonly string[],
): Promise<void> {
  if (taskIds.length === 0) return;
  for (;;) {
    const result = await drainUnlessSkipped(change, side, taskIds);
    if (result === 'skipped') return;
    switch (result.kind) {
      case 'drained':
        change.release.journal.saw(result.sighting);
        return;
      case 'failed':
        throw new StepFailed(result.cause);
      case 'timed-out':
        if ((await afterDeadline(change, result.cause)) === 'kill') return;
    }
  }
}

/** An operator may end the wait; on the way back nothing interrupts it. */
async function drainUnlessSkipped(
  change: ChangeOver,
  side: Side,
  taskIds: readonly string[],
): Promise<DrainResult | 'skipped'> {
  if (change.direction === 'roll-back') return drain(change, side, taskIds);
  const { journal, operator } = change.release;
  const results: DrainResult[] = [];
  const first = await journal.during('draining', () =>
    firstOf(
      async () => {
        results.push(await drain(change, side, taskIds));
      },
      () => operator.next(['skip']),
    ),
  );
  const [result] = results;
  // Green may have been seen to be bad in the moment of the word.
  if (result !== undefined && (first.kind === 'watched' || result.kind === 'failed')) return result;
  const remark = first.kind === 'word' ? first.word.remark : {};
  journal.note(`${taskIds.length} tasks of ${side.appId} are not waited for any longer${signature(remark)}`);
  return 'skipped';
}

async function drain(change: ChangeOver, side: Side, taskIds: readonly string[]): Promise<DrainResult> {
  const { plan, journal, pool } = change.release;
  const { timeoutMs } = plan.drain;
  const reason = `${taskIds.length} tasks of ${side.appId} to have no pending operations`;
  waitingFor(journal, reason, 'app', timeoutMs);
  return acting(`wait for ${reason}`, timeoutMs).awaitDrained({
    intent: pool.intent(),
    appId: side.appId,
    taskIds,
    timeoutMs,
    ...(plan.pending === undefined ? {} : { gauge: plan.pending }),
    // What leaves cannot be held to its full count.
    ...(side.appId === change.to.appId ? {} : guardedBy(change)),
  });
}

async function afterDeadline({ release, direction }: ChangeOver, cause: Cause): Promise<'kill' | 'wait'> {
  const { plan, journal } = release;
  journal.note(cause.message);
  switch (plan.drain.onTimeout) {
    case 'kill':
      return 'kill';
    case 'roll-back':
      // On the way back there is no other way: what green still does is given up.
      if (direction === 'roll-back') return 'kill';
      throw new StepFailed(cause);
    case 'pause':
      return askOperator(release, direction, cause);
  }
}

async function askOperator(
  release: ChangeOver['release'],
  direction: ChangeOver['direction'],
  cause: Cause,
): Promise<'kill' | 'wait'> {
  const { journal, operator } = release;
  const before = journal.state;
  journal.enter('drain-overdue', cause.message);
  journal.waitFor({ reason: 'resume or promote', owner: 'operator', since: new Date().toISOString() });
  const until = direction === 'release' ? watchedUntil : tendedUntil;
  const decision = await until(release, () => operator.decision());
  journal.enter(before, `going on after ${decision}`);
  return decision === 'resume' ? 'wait' : 'kill';
}
