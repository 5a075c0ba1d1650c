import type { Check, Measurement } from './analysis.ts';
import { breach, holds, plainValue } from './analysis-limit.ts';
import type { QueryAnswer } from './bake-check.ts';

export type Answer = QueryAnswer | { readonly kind: 'error'; readonly message: string };

/** What Prometheus answered to the queries of one measurement, all of the same moment. */
export interface Answers {
  readonly canary: Answer;
  /** There when the check compares. */
  readonly stable?: Answer;
  /** There when the check wants so many requests. */
  readonly requests?: Answer;
}

type Judged = Omit<Measurement, 'at'>;

/**
 * Judges one measurement. What has no number says nothing about the version, whatever the conditions: no series, NaN and
 * too few requests are `no-data`, what was not answered is an `error`. An infinite value is judged as any other.
 */
export function judgeMeasurement(check: Check, answers: Answers): Judged {
  const asked = [answers.canary, answers.stable, answers.requests];
  const error = asked.find((it) => it?.kind === 'error');
  if (error?.kind === 'error') return { phase: 'error', message: error.message };
  const tooFew = missingRequests(check, answers.requests);
  if (tooFew !== undefined) return { phase: 'no-data', message: tooFew };
  const canary = numberIn(answers.canary);
  if (canary === undefined) return { phase: 'no-data', message: 'no series, or NaN' };
  if (check.versus === undefined) return judgeValue(check, canary);
  const stable = numberIn(answers.stable);
  if (stable === undefined) {
    const message = 'no series, or NaN, for stable';
    return { phase: 'no-data', canary: plainValue(canary), message };
  }
  const behind = { canary: plainValue(canary), stable: plainValue(stable) };
  const value = compared(canary, stable, check.versus.by);
  if (Number.isNaN(value)) return { phase: 'no-data', ...behind, message: 'the two cannot be compared' };
  return { ...judgeValue(check, value), ...behind };
}

/** Argo's EvaluateResult: what fails fails, even where it also passes; what does neither is inconclusive. */
function judgeValue(check: Check, value: number): Judged {
  const { passWhen, failWhen } = check;
  const judged = { value: plainValue(value) };
  if (failWhen !== undefined && holds(failWhen, value))
    return { ...judged, phase: 'failed', message: breach(check, value) };
  if (passWhen === undefined || holds(passWhen, value)) return { ...judged, phase: 'successful' };
  if (failWhen === undefined) return { ...judged, phase: 'failed', message: breach(check, value) };
  const message = `neither ${passWhen.text} nor ${failWhen.text}`;
  return { ...judged, phase: 'inconclusive', message };
}

/** Equal is a ratio of 1, also where both are zero or infinite. */
function compared(canary: number, stable: number, by: 'ratio' | 'difference'): number {
  if (by === 'difference') return canary === stable ? 0 : canary - stable;
  if (canary === stable) return 1;
  if (stable === 0) return canary > 0 ? Infinity : -Infinity;
  return canary / stable;
}

function missingRequests({ minRequests }: Check, answer: Answer | undefined): string | undefined {
  if (minRequests === undefined) return undefined;
  const requests = numberIn(answer);
  if (requests === undefined) return `requests are not counted: no series, or NaN`;
  if (requests >= minRequests.atLeast) return undefined;
  return `${String(Math.floor(requests * 100) / 100)} requests, fewer than ${String(minRequests.atLeast)}`;
}

function numberIn(answer: Answer | undefined): number | undefined {
  return answer?.kind === 'value' && !Number.isNaN(answer.value) ? answer.value : undefined;
}
