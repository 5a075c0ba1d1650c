import type { Outcome } from '../../domain/outcome.ts';
import { line, wrap, type Line } from './line.ts';
import { showDuration } from './time.ts';

/** Why it did not go through, how long users were on green, and what is left to do. */
export function outcomeLines(outcome: Outcome, width: number): readonly Line[] {
  const { cause, nextStep, exposureMs } = outcome;
  const failure = cause?.lastFailure === undefined ? [] : [`last failure: ${cause.lastFailure}`];
  return [
    ...(cause === undefined ? [] : [`because: ${cause.message}`, ...failure]),
    ...(outcome.kind === 'released' ? [] : [`users were on green for ${showDuration(exposureMs)}`]),
    ...(nextStep === undefined ? [] : [`next: ${nextStep}`]),
  ].flatMap((sentence) => wrap(sentence, width, '  ').map((text) => line(text)));
}
