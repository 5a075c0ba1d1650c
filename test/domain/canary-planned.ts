import { toCanaryPlan, type Known } from '../../src/domain/canary-plan.ts';
import type { CheckedCanarySpec } from '../../src/domain/canary-spec.ts';
import type { Found } from '../../src/domain/plan-from-spec.ts';
import { checkCanarySpec, renderSpecProblems } from '../../src/domain/spec-errors.ts';
import { aCanary } from './canary-input.ts';

export const stable = { appId: '/shop-a', instances: 3 };

export function checked(different: Readonly<Record<string, unknown>>): CheckedCanarySpec {
  const check = checkCanarySpec(aCanary(different));
  if (check.kind === 'invalid') throw new Error(renderSpecProblems(check.problems));
  return check.spec;
}

export function planned(
  different: Readonly<Record<string, unknown>>,
  known: Known = {},
  blue: Found['blue'] = stable,
) {
  return toCanaryPlan(checked(different), { release: 'r1', blue }, known);
}
