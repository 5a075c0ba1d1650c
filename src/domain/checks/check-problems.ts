import { nameOf, READY_MADE, type CheckInSpec } from '../canary-spec-checks.ts';
import type { Flaw } from '../spec-flaw.ts';
import { conditionFlaws } from './condition-problems.ts';
import { limitFlaws } from './limit-problems.ts';
import { tellsVersionsApart } from './placeholders.ts';

/** What is wrong between the fields of each check. */
export function checkFlaws(checks: readonly CheckInSpec[]): readonly Flaw[] {
  return checks.flatMap((check, index) =>
    [
      ...kindFlaws(check),
      ...nameFlaws(checks, index),
      ...conditionFlaws(check),
      ...comparisonFlaws(check),
      ...limitFlaws(check),
    ].map(({ path, message }) => ({ path: ['checks', index, ...path], message })),
  );
}

/** Those of which every value but 0 is a failure, unless the spec says otherwise. */
export function needsNoCondition(check: CheckInSpec): boolean {
  return check.check === 'restarts' || check.check === 'unhealthy-tasks';
}

function isSilent({ passWhen, failWhen }: CheckInSpec): boolean {
  return passWhen === undefined && failWhen === undefined;
}

function kindFlaws(check: CheckInSpec): readonly Flaw[] {
  if ((check.query === undefined) === (check.check === undefined))
    return [{ path: [], message: `must have either query, or check: one of ${READY_MADE.join(', ')}` }];
  if (isSilent(check) && !needsNoCondition(check))
    return [{ path: [], message: 'must have passWhen, failWhen or both, such as passWhen: ">= 0.99"' }];
  return [];
}

function nameFlaws(checks: readonly CheckInSpec[], index: number): readonly Flaw[] {
  const check = checks[index];
  if (check === undefined) return [];
  const name = nameOf(check);
  if (name === '') return [{ path: ['name'], message: 'must be given: it names the check in the outcome' }];
  const isTaken = checks.slice(0, index).some((other) => nameOf(other) === name);
  return isTaken
    ? [{ path: ['name'], message: `must be another name: a check before is called ${JSON.stringify(name)}` }]
    : [];
}

function comparisonFlaws(check: CheckInSpec): readonly Flaw[] {
  const flaws: Flaw[] = [];
  if (check.compare !== undefined && check.vs === undefined)
    flaws.push({
      path: ['compare'],
      message: 'says how to compare with stable: add vs: stable, or leave it out',
    });
  if (check.compare === 'ratio' && isSilent(check))
    flaws.push({
      path: ['compare'],
      message: 'has no limit, and equal is a ratio of 1: add failWhen: "> 2", say, or compare: difference',
    });
  if (check.vs !== undefined && check.query !== undefined && !tellsVersionsApart(check.query))
    flaws.push({
      path: ['query'],
      message:
        'would be compared with itself: name the version by {{app}}, {{backend}} or {{slot}}, which are those of stable in turn',
    });
  if (check.quantile !== undefined && (check.check !== 'latency' || check.source === 'haproxy'))
    flaws.push({
      path: ['quantile'],
      message: "is for check: latency from the app's metrics: leave it out, HAProxy has the mean only",
    });
  if (check.minRequests !== undefined && needsNoCondition(check))
    flaws.push({ path: ['minRequests'], message: 'is for checks of requests: leave it out here' });
  return flaws;
}
