import { setHandler } from '@temporalio/workflow';
import { changesIn, type ForeignChange } from '../src/domain/guard.ts';
import { GUARD, noticed } from './messages-guard.ts';
import type { Release } from './release.ts';
import { whyPaused } from './why-paused.ts';

/** From now on what somebody else changes is told in the status, and answered by the policy. Safe to repeat. */
export function listenToGuard(release: Release): void {
  const known = new Set<string>();
  setHandler(noticed, (input) => {
    for (const change of changesIn(input)) {
      // One that stays away is seen by every wait anew.
      if (change.kind === 'task-unreachable' && known.has(change.message)) continue;
      known.add(change.message);
      if (!isOurs(release, change)) take(release, change);
    }
  });
}

/** Whoever turns back changes the map beside the wait that it ends. */
function isOurs({ journal, operator }: Release, { kind }: ForeignChange): boolean {
  return kind === 'share-changed' && (operator.aborted !== undefined || journal.state === 'rolling-back');
}

function take({ journal, pool, operator }: Release, change: ForeignChange): void {
  journal.note(change.message);
  pool.noticed(change);
  if (change.answer !== 'hold') return;
  const remark = { by: GUARD, reason: change.message };
  operator.hold(remark);
  // Whoever resumes has to see what they resume from.
  if (journal.state === 'paused') journal.enter('paused', whyPaused(remark));
}
