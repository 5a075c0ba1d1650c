import type { CheckInSpec } from '../canary-spec-checks.ts';
import type { Flaw } from '../spec-flaw.ts';

/** Limits under which a check could not end, or not as they say: what Argo Rollouts refuses, and two that it misses. */
export function limitFlaws(check: CheckInSpec): readonly Flaw[] {
  return [...countFlaws(check), ...successFlaws(check)];
}

function countFlaws({
  count,
  interval,
  failureLimit,
  inconclusiveLimit,
  consecutiveSuccessLimit,
}: CheckInSpec): readonly Flaw[] {
  if (count === undefined) return [];
  const flaws: Flaw[] = [];
  if (count > 1 && interval === undefined)
    flaws.push({
      path: ['interval'],
      message: `must be given, since count is ${count}, such as interval: 30s`,
    });
  const least = Math.max(0, failureLimit) + consecutiveSuccessLimit;
  if (count < least)
    flaws.push({
      path: ['count'],
      message: `must be at least ${least}, ${failureLimit > 0 ? 'failureLimit and consecutiveSuccessLimit together' : 'the consecutiveSuccessLimit'}, or those limits can never be reached`,
    });
  if (count < inconclusiveLimit)
    flaws.push({ path: ['count'], message: `must be at least ${inconclusiveLimit}, the inconclusiveLimit` });
  return flaws;
}

function successFlaws({
  count,
  interval,
  failureLimit,
  consecutiveSuccessLimit,
  dryRun,
}: CheckInSpec): readonly Flaw[] {
  if (failureLimit === -1 && consecutiveSuccessLimit === 0 && !dryRun)
    return [
      {
        path: ['failureLimit'],
        message:
          'lets no failure count, so the check decides nothing: add a consecutiveSuccessLimit, or say dryRun: true',
      },
    ];
  if (consecutiveSuccessLimit > 0 && count === undefined && interval === undefined)
    return [
      {
        path: ['consecutiveSuccessLimit'],
        message: 'cannot be reached by one measurement: add an interval, and a count if it is to end',
      },
    ];
  return [];
}
