import { CancellationScope, condition, isCancellation, patched } from '@temporalio/workflow';
import type { Run } from '../src/domain/line.ts';
import type { Cause, Outcome } from '../src/domain/outcome.ts';
import { acting } from './acting.ts';
import { abortedBy, leftBeforeItsTurn, type Contender } from './contender.ts';
import { causeOf } from './failure.ts';
import { giveBack, lockOrRefuse, refusal, tryToLock, withLock, type HeldLock } from './service-lock.ts';
import { waitInLine } from './wait-in-line.ts';

const READ_TIMEOUT_MS = 10_000;

/**
 * Runs `act` as the only release of the service, when its turn has come: what that means while another one runs is the
 * spec's `whenBusy`. The outcome is `aborted` when it ended before its turn, in line or on the way to it. Throws what is
 * final with nothing begun: `ReleaseInProgress`, `ReleaseSuperseded`, `RemovedFromLine`.
 */
export async function inTurn(contender: Contender, act: () => Promise<Outcome>): Promise<Outcome> {
  const turn = await gain(contender);
  return turn.kind === 'left' ? turn.outcome : withLock(turn.lock, act);
}

type Left = { readonly kind: 'left'; readonly outcome: Outcome };
type Turn = { readonly kind: 'lock'; readonly lock: HeldLock } | Left;

/** Nobody overtakes those who wait, whether or not the lock happens to be free in this moment. */
async function gain(contender: Contender): Promise<Turn> {
  const { spec } = contender;
  const policy = spec.whenBusy ?? 'refuse';
  // 2026-11: releases of before there were lines replay without the look.
  if (policy === 'refuse' && !patched('line-goes-first'))
    return { kind: 'lock', lock: await lockOrRefuse(spec) };
  const seen = await lookAtLine(contender);
  if (seen.kind === 'left') return seen;
  const { first } = seen;
  if (policy === 'refuse') {
    if (first !== undefined) throw refusal(spec, 'waits for its turn already', first);
    return unlessAborted(contender, await lockOrRefuse(spec));
  }
  const lock = first === undefined ? await tryToLock(spec) : undefined;
  return lock === undefined ? waitInLine(contender, policy) : unlessAborted(contender, lock);
}

/**
 * Who is first in line, unless it is told to end meanwhile. A line that does not answer holds nobody up: the lock still
 * keeps it to one release.
 */
async function lookAtLine(
  contender: Contender,
): Promise<{ readonly kind: 'seen'; readonly first?: Run | undefined } | Left> {
  const { spec, journal, operator } = contender;
  const { target, service } = spec;
  const looking = new CancellationScope();
  try {
    const seen = await looking.run(() => {
      const reading = acting('see whether anybody waits in line', READ_TIMEOUT_MS).readLine({
        target,
        service,
      });
      return Promise.race([reading, condition(() => operator.aborted !== undefined)]);
    });
    looking.cancel();
    if (seen === undefined) return left(contender, abortedBy(contender));
    if (seen.unread !== undefined)
      journal.note(`going on without the line of ${service}, which does not answer: ${seen.unread}`);
    return { kind: 'seen', first: seen.first };
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    return left(contender, causeOf(failure));
  }
}

async function unlessAborted(contender: Contender, lock: HeldLock): Promise<Turn> {
  if (contender.operator.aborted === undefined) return { kind: 'lock', lock };
  await giveBack(lock);
  return left(contender, abortedBy(contender));
}

function left(contender: Contender, cause: Cause): Left {
  return { kind: 'left', outcome: leftBeforeItsTurn(contender, cause) };
}
