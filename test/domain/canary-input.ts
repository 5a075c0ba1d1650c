import { checkCanarySpec, renderSpecProblems, type SpecCheck } from '../../src/domain/spec-errors.ts';
import { aSpec } from './spec-input.ts';

export const query = 'sum(errors{app="{{app}}"})';
export const ratio = { check: 'success-rate', passWhen: '>= 0.99' };

/** The smallest canary there is, with what a test wants different. */
export function aCanary(different: Readonly<Record<string, unknown>> = {}): unknown {
  const steps = different['steps'] === undefined ? { weights: [5, 50] } : {};
  return aSpec({ ...steps, ...different });
}

/** All that is wrong with it, in lines; empty when nothing is. */
export function problemsOf(input: unknown, check: (input: unknown) => SpecCheck = checkCanarySpec): string {
  const result = check(input);
  return result.kind === 'ok' ? '' : renderSpecProblems(result.problems);
}

/** One check in one step. */
export function analysing(check: Record<string, unknown>, analysis: Record<string, unknown> = {}) {
  return {
    steps: [{ setWeight: 5 }, { analysis: { checks: ['success-rate'], ...analysis } }],
    checks: [{ ...ratio, ...check }],
  };
}
