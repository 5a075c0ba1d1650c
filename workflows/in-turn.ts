import { patched } from '@temporalio/workflow';
import type { Outcome } from '../src/domain/outcome.ts';
import { acting } from './acting.ts';
import type { Contender } from './contender.ts';
import { lockOrRefuse, refusal, tryToLock, withLock, type HeldLock } from './service-lock.ts';
import { waitInLine } from './wait-in-line.ts';

/**
 * Runs `act` as the only release of the service, when its turn has come: what that means while another one runs is the
 * spec's `whenBusy`. The outcome is `aborted` when it left the line before its turn. Throws what is final with nothing
 * begun: `ReleaseInProgress`, `ReleaseSuperseded`, `RemovedFromLine`.
 */
export async function inTurn(contender: Contender, act: () => Promise<Outcome>): Promise<Outcome> {
  const turn = await gain(contender);
  return turn.kind === 'left' ? turn.outcome : withLock(turn.lock, act);
}

type Turn =
  { readonly kind: 'lock'; readonly lock: HeldLock } | { readonly kind: 'left'; readonly outcome: Outcome };

/** Nobody overtakes those who wait, whether or not the lock happens to be free in this moment. */
async function gain(contender: Contender): Promise<Turn> {
  const { spec } = contender;
  const policy = spec.whenBusy ?? 'refuse';
  if (policy === 'refuse') {
    // 2026-11: releases of before there were lines replay without the look.
    const first = patched('line-goes-first') ? await firstInLine(spec) : undefined;
    if (first !== undefined) throw refusal(spec, 'waits for its turn already', first);
    return { kind: 'lock', lock: await lockOrRefuse(spec) };
  }
  const lock = (await firstInLine(spec)) === undefined ? await tryToLock(spec) : undefined;
  return lock === undefined ? waitInLine(contender, policy) : { kind: 'lock', lock };
}

async function firstInLine({ target, service }: Contender['spec']) {
  const { first } = await acting('see whether anybody waits in line').readLine({ target, service });
  return first;
}
