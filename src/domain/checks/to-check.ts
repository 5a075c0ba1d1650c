import type { Check, Condition } from '../analysis.ts';
import { nameOf, type CheckInSpec } from '../canary-spec-checks.ts';
import { milliseconds } from '../duration.ts';
import { needsNoCondition } from './check-problems.ts';
import { parseCondition } from './condition.ts';
import type { CheckForm } from './forms.ts';
import { fill, type Places } from './placeholders.ts';

/** Between measurements of a check that no step names, where the spec gives neither an interval nor a count. */
const DEFAULT_INTERVAL = '15s';

export interface VersionPlaces {
  readonly canary: Partial<Places>;
  readonly stable: Partial<Places>;
}

/** A check but for what Prometheus is asked. */
export type CheckRules = Omit<Check, 'query' | 'versus' | 'minRequests'>;

/** A check with every default filled in. A placeholder that `places` does not know stays. */
export function toCheck(
  check: CheckInSpec,
  form: Pick<CheckForm, 'query' | 'requests'>,
  places: VersionPlaces,
  isInStep: boolean,
): Check {
  const window = windowOf(check.window);
  const ofCanary = (template: string) => fill(template, { ...places.canary, window });
  return {
    ...toRules(check, isInStep),
    query: ofCanary(form.query),
    ...(check.vs !== undefined && {
      versus: { query: fill(form.query, { ...places.stable, window }), by: comparisonOf(check) },
    }),
    ...(check.minRequests !== undefined &&
      form.requests !== undefined && {
        minRequests: { query: ofCanary(form.requests), atLeast: check.minRequests },
      }),
  };
}

/** How a check with `vs` compares: numbers of tasks by difference, since none is the usual one. */
export function comparisonOf(check: CheckInSpec): 'ratio' | 'difference' {
  return check.compare ?? (needsNoCondition(check) ? 'difference' : 'ratio');
}

/** The check's conditions, times and limits; a check that no step names is measured again and again. */
export function toRules(check: CheckInSpec, isInStep: boolean): CheckRules {
  const interval = check.interval ?? (isInStep || check.count !== undefined ? undefined : DEFAULT_INTERVAL);
  return {
    name: nameOf(check),
    ...conditionsOf(check),
    ...(interval !== undefined && { intervalMs: milliseconds(interval) }),
    ...(check.count !== undefined && { count: check.count }),
    initialDelayMs: milliseconds(check.initialDelay),
    failureLimit: check.failureLimit,
    inconclusiveLimit: check.inconclusiveLimit,
    consecutiveErrorLimit: check.consecutiveErrorLimit,
    consecutiveSuccessLimit: check.consecutiveSuccessLimit,
    dryRun: check.dryRun,
    onNoData: check.onNoData,
    onError: check.onError,
  };
}

/** PromQL's durations have no decimals. */
export function windowOf(duration: string): string {
  return duration.includes('.') ? `${milliseconds(duration)}ms` : duration;
}

function conditionsOf(check: CheckInSpec): Pick<Check, 'passWhen' | 'failWhen'> {
  const passWhen = conditionOf(check.passWhen);
  const isSilent = check.passWhen === undefined && check.failWhen === undefined;
  const failWhen = conditionOf(isSilent && needsNoCondition(check) ? '> 0' : check.failWhen);
  return { ...(passWhen && { passWhen }), ...(failWhen && { failWhen }) };
}

function conditionOf(text: string | undefined): Condition | undefined {
  if (text === undefined) return undefined;
  const condition = parseCondition(text);
  if (condition === undefined)
    throw new TypeError(`"${text}" is no condition: check the spec before it is planned`);
  return condition;
}
