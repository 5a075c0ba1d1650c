import type { Outcome } from '../../domain/outcome.ts';
import { percentText } from '../../domain/canary-title.ts';
import type { Procedure } from '../../domain/status.ts';
import type { LiveStatus } from '../live-status.ts';
import { line, wrap, type Line } from './line.ts';
import { showDuration } from './time.ts';

/** Why it did not go through, how long users were on the new version, and what is left to do. */
export function outcomeLines(
  { procedure }: Pick<LiveStatus, 'procedure'>,
  outcome: Outcome,
  width: number,
): readonly Line[] {
  const { cause, nextStep } = outcome;
  const failure = cause?.lastFailure === undefined ? [] : [`last failure: ${cause.lastFailure}`];
  return [
    ...(cause === undefined ? [] : [`because: ${cause.message}`, ...failure]),
    ...(outcome.kind === 'released' ? [] : [exposureText(procedure, outcome)]),
    ...(nextStep === undefined ? [] : [`next: ${nextStep}`]),
  ].flatMap((sentence) => wrap(sentence, width, '  ').map((text) => line(text)));
}

function exposureText(procedure: Procedure, { exposureMs, reachedWeight }: Outcome): string {
  const where = procedure === 'canary' ? 'the canary' : 'green';
  const share =
    reachedWeight === undefined ? '' : `, with at most ${percentText(reachedWeight)} of the requests`;
  return `users were on ${where} for ${showDuration(exposureMs)}${share}`;
}
