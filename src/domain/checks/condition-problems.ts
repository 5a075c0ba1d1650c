import { holds } from '../analysis-limit.ts';
import type { Condition } from '../analysis.ts';
import type { CheckInSpec } from '../canary-spec-checks.ts';
import type { Flaw } from '../spec-flaw.ts';
import { parseCondition } from './condition.ts';

/** Conditions that can be read and say something else than was meant. */
export function conditionFlaws(check: CheckInSpec): readonly Flaw[] {
  return (['passWhen', 'failWhen'] as const).flatMap((key) => {
    const text = check[key];
    const condition = text === undefined ? undefined : parseCondition(text);
    if (condition === undefined) return [];
    const message = canHold(condition) ? percentProblem(check, condition) : NEVER;
    return message === undefined ? [] : [{ path: [key], message }];
  });
}

const NEVER =
  'can never hold, since all of its comparisons must: give the others in a check of their own, or correct it';

/** Whether any value meets it: a limit, one between two of them, or one beyond all. */
function canHold(condition: Condition): boolean {
  const limits = condition.comparisons.map(({ value }) => value).sort((one, other) => one - other);
  const between = limits.slice(1).map((limit, index) => limit / 2 + (limits[index] ?? limit) / 2);
  return [-Infinity, ...limits, ...between, Infinity].some((value) => holds(condition, value));
}

function percentProblem({ check, vs }: CheckInSpec, { comparisons }: Condition): string | undefined {
  if (check !== 'success-rate' || vs !== undefined) return undefined;
  const isPercent = comparisons.some(({ value }) => value > 1);
  return isPercent ? 'is about a share from 0 to 1, not percent: write 0.99 for 99 %' : undefined;
}
