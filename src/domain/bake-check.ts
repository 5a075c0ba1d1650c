import type { BakeCheck } from './plan.ts';

/** What Prometheus answers to a query for one number. */
export type QueryAnswer = { readonly kind: 'value'; readonly value: number } | { readonly kind: 'no-data' };

export type CheckVerdict =
  | { readonly kind: 'passed' }
  /** neither a pass nor a failure */
  | { readonly kind: 'no-data' }
  | { readonly kind: 'failed'; readonly message: string };

/** Judges one answer by the check's limits. The message names check, value, limit and query. */
export function judgeCheck(check: BakeCheck, answer: QueryAnswer | undefined): CheckVerdict {
  if (answer === undefined || answer.kind === 'no-data') return { kind: 'no-data' };
  if (check.max !== undefined && answer.value > check.max)
    return failed(check, answer.value, `above its limit ${check.max}`);
  if (check.min !== undefined && answer.value < check.min)
    return failed(check, answer.value, `below its limit ${check.min}`);
  return { kind: 'passed' };
}

function failed(check: BakeCheck, value: number, how: string): CheckVerdict {
  return { kind: 'failed', message: `check "${check.name}" is ${value}, ${how}: ${check.query}` };
}
