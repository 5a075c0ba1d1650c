import type { Remark } from '../../../workflows/messages.ts';
import type { Command, ReleaseStatus } from '../../domain/status.ts';
import { finality } from '../finality.ts';

/** What a person was asked about. */
export interface Asked {
  readonly effect: string;
  /** Absent when no worker answered. */
  readonly status?: Pick<ReleaseStatus, 'state' | 'gate' | 'lastWord' | 'wait'>;
}

/**
 * Whether a yes still holds for where the release has come meanwhile. A way back is the same wherever it begins, unless
 * it does something else there; whatever lets a release go on is meant for this state, this gate and this wait.
 */
export function isStillMeant(command: Command, remark: Remark, asked: Asked, now: Asked): boolean {
  const final = (it: Asked): string | undefined => finality(command, it.status, remark);
  if (final(asked) !== final(now)) return false;
  const isWayBack = command === 'abort' || command === 'undo';
  // While no worker answers nobody knows where it stands: the yes was for that, too.
  if (asked.status === undefined || now.status === undefined) return isWayBack || asked.status === now.status;
  if (asked.effect !== now.effect) return false;
  return isWayBack || placeOf(asked.status) === placeOf(now.status);
}

function placeOf({ state, gate, wait }: NonNullable<Asked['status']>): string {
  return JSON.stringify([state, gate?.name, gate?.openedAt, wait?.since]);
}
