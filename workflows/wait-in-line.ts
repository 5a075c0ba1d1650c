import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { LockSeen, LockToAwait } from '../activities/index.ts';
import { isSpared, type Running } from '../src/domain/line-running.ts';
import type { LinePolicy, Run } from '../src/domain/line.ts';
import type { Cause, Outcome } from '../src/domain/outcome.ts';
import { acting } from './acting.ts';
import { abortedBy, leftBeforeItsTurn, startedBy, type Contender } from './contender.ts';
import { causeOf } from './failure.ts';
import { abort, serviceLockId } from './messages.ts';
import { giveBack, tryToLock, type HeldLock } from './service-lock.ts';
import { joinLine, leaveLine, see, standingInLine, type Standing } from './standing.ts';

/** Somebody may have ended the line itself: who has heard nothing for so long joins it anew. */
const JOIN_AGAIN_AFTER = '30m';
const LONGEST_LOOK_MS = 86_400_000;

type Wait =
  { readonly kind: 'lock'; readonly lock: HeldLock } | { readonly kind: 'left'; readonly outcome: Outcome };

/**
 * Waits in the line of the service until it has the lock. Leaves it when it is aborted or cancelled. Throws a final
 * `ReleaseSuperseded` or `RemovedFromLine` when the line says so.
 */
export async function waitInLine(contender: Contender, policy: LinePolicy): Promise<Wait> {
  const standing = standingInLine(contender, policy);
  try {
    await joinLine(standing);
    const lock = await atItsTurn(contender, standing, policy);
    await leaveLine(standing, { took: lock !== undefined });
    if (lock === undefined) return left(contender, abortedBy(contender));
    contender.journal.enter('starting', 'its turn has come');
    return { kind: 'lock', lock };
  } catch (failure) {
    await leaveLine(standing, { took: false });
    if (!isCancellation(failure)) throw failure;
    return left(contender, causeOf(failure));
  }
}

/** The lock; undefined when somebody said abort. Throws the line's dismissal. */
async function atItsTurn(
  { spec, operator }: Contender,
  standing: Standing,
  policy: LinePolicy,
): Promise<HeldLock | undefined> {
  const hasTurn = (): boolean => standing.place === 1;
  const isOver = (): boolean => operator.aborted !== undefined || standing.dismissal !== undefined;
  let known: Running | undefined;
  for (;;) {
    const isHeard = await condition(() => hasTurn() || isOver(), JOIN_AGAIN_AFTER);
    if (operator.aborted !== undefined) return undefined;
    if (standing.dismissal !== undefined) throw standing.dismissal;
    if (!isHeard) {
      await joinLine(standing);
      continue;
    }
    const lockId = serviceLockId(spec.target, spec.service);
    const awaited = { lockId, isToReplace: policy === 'replace', ...(known !== undefined && { known }) };
    const seen = await lookAtLock(awaited, () => !hasTurn() || isOver());
    if (seen.kind === 'held') {
      known = awaited.isToReplace ? await toldToGoBack(seen.holder) : seen.holder;
      see(standing, known);
    }
    const lock = seen.kind === 'free' ? await tryToLock(spec) : undefined;
    if (lock === undefined) continue;
    if (!isOver()) return lock;
    await giveBack(lock);
  }
}

/** Looks until the lock is free, or held by another than before, or until something else has to be seen to. */
async function lookAtLock(awaited: LockToAwait, isInterrupted: () => boolean): Promise<LockSeen> {
  const looking = new CancellationScope();
  return looking.run(async () => {
    const seeing = acting('wait until the lock is free', LONGEST_LOOK_MS).awaitLock(awaited);
    const first = await Promise.race([seeing, condition(isInterrupted)]);
    looking.cancel();
    if (first !== undefined) return first;
    await seeing.catch(() => undefined);
    return { kind: 'still' };
  });
}

/** Whoever holds is left to a person: there, abort would leave everything as it is. */
async function toldToGoBack(holder: Running): Promise<Running> {
  if (isSpared(holder)) return holder;
  await tellToGoBack(holder);
  return { ...holder, stand: 'told' };
}

/** Whoever has ended meanwhile needs no telling. */
async function tellToGoBack({ workflowId, runId }: Run): Promise<void> {
  const by = startedBy();
  const reason = `replaced by ${workflowInfo().workflowId}`;
  const word = { reason, ...(by !== undefined && { by }) };
  await getExternalWorkflowHandle(workflowId, runId)
    .signal(abort, word)
    .catch(() => undefined);
}

function left(contender: Contender, cause: Cause): Wait {
  return { kind: 'left', outcome: leftBeforeItsTurn(contender, cause) };
}
