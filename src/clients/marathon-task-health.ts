import type { TaskHealth } from '../domain/app.ts';
import { shownReason } from '../domain/shown-reason.ts';
import type { HealthResultReply } from './marathon-replies.ts';

/**
 * Healthy: a result for every health check, all alive. Unhealthy: a counted failure. Otherwise unknown, so also for an
 * app without health checks and within the grace period.
 */
export function taskHealth(results: readonly HealthResultReply[], healthCheckCount: number): TaskHealth {
  const failing = results.filter((it) => !it.alive && !isWithinGrace(it));
  if (failing.length > 0) {
    const cause = failing.find((it) => it.lastFailureCause !== undefined)?.lastFailureCause;
    const consecutiveFailures = Math.max(...failing.map((it) => it.consecutiveFailures));
    return {
      kind: 'unhealthy',
      consecutiveFailures,
      ...(cause !== undefined && { cause: shownReason(cause) }),
    };
  }
  const alive = results.filter((it) => it.alive).length;
  return healthCheckCount > 0 && alive === results.length && alive >= healthCheckCount
    ? { kind: 'healthy' }
    : { kind: 'unknown' };
}

/** Marathon shows a failure that it ignores as not alive, with nothing counted. */
function isWithinGrace(result: HealthResultReply): boolean {
  return (
    result.consecutiveFailures === 0 && result.lastFailure === undefined && result.lastSuccess === undefined
  );
}
