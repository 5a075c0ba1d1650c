import { GUARD } from './messages-guard.ts';
import type { Remark } from './messages.ts';

/** What the status says of a release that is paused before its next step. */
export function whyPaused({ by, reason = '' }: Remark): string {
  return by === GUARD
    ? `${GUARD} has paused the release before the next step: ${reason}`
    : 'paused by an operator before the next step';
}
