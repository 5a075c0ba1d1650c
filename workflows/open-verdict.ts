import type { Cause } from '../src/domain/outcome.ts';

/** What a background analysis could not decide: the release stops before its next step, and a person does. */
export interface OpenVerdict {
  cause: Cause | undefined;
  /** What was said, until the analysis has taken it up. */
  answer: 'resume' | 'promote' | undefined;
}

export function noOpenVerdict(): OpenVerdict {
  return { cause: undefined, answer: undefined };
}
