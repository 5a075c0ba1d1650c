import type { CanaryScale, CanaryStep, RouteMatch } from './canary.ts';
import { FULL_WEIGHT } from './canary.ts';
import type { StepInSpec } from './canary-spec-steps.ts';
import { milliseconds } from './duration.ts';

/** Steps as a spec has them: in full, or by the shorthand. */
export interface StepsInSpec {
  readonly steps?: readonly StepInSpec[] | undefined;
  readonly weights?: readonly number[] | undefined;
  readonly pause?: string | undefined;
}

export const DEFAULT_PAUSE = '10m';

/** The steps of the plan: the shorthand expanded, and 100 % at the end, said or not. */
export function expandSteps(spec: StepsInSpec): readonly CanaryStep[] {
  const steps = spec.steps?.map(toStep) ?? stepsOfWeights(spec);
  return endsAtFullWeight(steps) ? steps : [...steps, { kind: 'set-weight', weight: FULL_WEIGHT }];
}

/** Whether the spec leaves its last weight, 100 %, unsaid. */
export function lacksFullWeight(spec: StepsInSpec): boolean {
  return !endsAtFullWeight(spec.steps?.map(toStep) ?? stepsOfWeights(spec));
}

function endsAtFullWeight(steps: readonly CanaryStep[]): boolean {
  return steps.some((step) => step.kind === 'set-weight' && step.weight === FULL_WEIGHT);
}

function stepsOfWeights({ weights = [], pause = DEFAULT_PAUSE }: StepsInSpec): readonly CanaryStep[] {
  const durationMs = milliseconds(pause);
  return weights.flatMap((percent): CanaryStep[] => {
    const weight = toWeight(percent);
    const set = { kind: 'set-weight', weight } as const;
    return weight === FULL_WEIGHT || durationMs === 0 ? [set] : [set, { kind: 'pause', durationMs }];
  });
}

function toStep(step: StepInSpec): CanaryStep {
  if (step.setWeight !== undefined) return { kind: 'set-weight', weight: toWeight(step.setWeight) };
  if (step.pause !== undefined) return { kind: 'pause', ...lasting(step.pause.duration) };
  if (step.setCanaryScale !== undefined)
    return { kind: 'set-canary-scale', scale: toScale(step.setCanaryScale) };
  if (step.setHeaderRoute !== undefined) {
    const { name, match } = step.setHeaderRoute;
    return { kind: 'set-header-route', name, match: match.map(toMatch) };
  }
  if (step.analysis !== undefined)
    return { kind: 'analysis', checks: step.analysis.checks, ...lasting(step.analysis.duration) };
  throw new TypeError('a step without a key: check the spec before it is planned');
}

/** Ten-thousandths of a percentage with two decimals, without what floating point adds. */
function toWeight(percent: number): number {
  return Math.round(percent * 100);
}

function lasting(duration: string | undefined): { readonly durationMs?: number } {
  return duration === undefined ? {} : { durationMs: milliseconds(duration) };
}

function toScale({ instances, percent }: NonNullable<StepInSpec['setCanaryScale']>): CanaryScale {
  if (instances !== undefined) return { kind: 'instances', instances };
  if (percent !== undefined) return { kind: 'percent', percent };
  return { kind: 'match-traffic-weight' };
}

function toMatch(match: NonNullable<StepInSpec['setHeaderRoute']>['match'][number]): RouteMatch {
  const { headerName, headerValue, cookieName, cookieValue, queryName, queryValue } = match;
  // HTTP does not tell header names apart by case, and the map of HAProxy does.
  if (headerName !== undefined)
    return { by: 'header', name: headerName.toLowerCase(), ...ofValue(headerValue) };
  if (cookieName !== undefined) return { by: 'cookie', name: cookieName, ...ofValue(cookieValue) };
  return { by: 'query', name: queryName ?? '', ...ofValue(queryValue) };
}

function ofValue(value: { readonly exact: string } | undefined): { readonly value?: string } {
  return value === undefined ? {} : { value: value.exact };
}
