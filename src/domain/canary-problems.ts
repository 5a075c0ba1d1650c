import { momentFlaws } from './canary-moment-problems.ts';
import { stepFlaws } from './canary-step-problems.ts';
import { useFlaws } from './canary-use-problems.ts';
import type { ChecksInSpec } from './canary-use.ts';
import { checkFlaws } from './checks/check-problems.ts';
import type { Flaw } from './spec-flaw.ts';

/** What is wrong between the fields of a canary's spec. Where checks are measured is looked at once they are right. */
export function canaryFlaws(spec: ChecksInSpec): readonly Flaw[] {
  const flaws = [...stepFlaws(spec), ...checkFlaws(spec.checks)];
  return flaws.some(({ path }) => path.length === 0 || path[0] === 'checks')
    ? flaws
    : [...flaws, ...useFlaws(spec), ...momentFlaws(spec)];
}
