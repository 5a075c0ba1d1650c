import type { Verdict } from './analysis-verdict.ts';

export interface JudgedCheck {
  readonly name: string;
  readonly dryRun: boolean;
  readonly verdict: Verdict;
  /** Inconclusive was taken as good enough. */
  readonly accepted: boolean;
}

export type RunVerdict =
  | { readonly kind: 'running' }
  /** every check that counts is complete and successful */
  | { readonly kind: 'passed' }
  /** `name` of the first check that decided it */
  | { readonly kind: 'failed' | 'inconclusive'; readonly name: string };

/**
 * The worst of the checks that count. One that failed, or else is inconclusive, decides it while others are still
 * measured; one that was never measured has not passed. A dry run neither worsens it, nor ends it, nor keeps it going.
 */
export function runVerdict(checks: readonly JudgedCheck[]): RunVerdict {
  const counting = checks.filter((it) => !it.dryRun);
  const failed = counting.find((it) => it.verdict.kind === 'failed');
  if (failed !== undefined) return { kind: 'failed', name: failed.name };
  const open = counting.find((it) => it.verdict.kind === 'inconclusive' && !it.accepted);
  if (open !== undefined) return { kind: 'inconclusive', name: open.name };
  const complete = counting.every((it) => it.verdict.kind !== 'pending' && it.verdict.kind !== 'running');
  return { kind: complete ? 'passed' : 'running' };
}
