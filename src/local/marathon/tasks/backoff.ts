import { configVersion, type AppSpec } from '../model/app-spec.ts';

/** How long an app that failed waits before its next task. Milliseconds of the wall clock, so that it survives a restart. */
export interface Backoff {
  readonly configVersion: string;
  readonly delayMs: number;
  readonly untilMs: number;
}

/** A delay that ended this long ago was followed by a task that ran well: the next failure starts anew. */
const STABLE_AFTER_MS = 5 * 60_000;

/** The delay after one more failure: backoffSeconds at first, then times backoffFactor, at most maxLaunchDelaySeconds. */
export function afterFailure(earlier: Backoff | undefined, app: AppSpec, nowMs: number): Backoff {
  const version = configVersion(app);
  const repeated = earlier?.configVersion === version && nowMs - earlier.untilMs < STABLE_AFTER_MS;
  const delayMs = repeated ? earlier.delayMs * app.backoffFactor : app.backoffSeconds * 1000;
  const boundedMs = Math.min(delayMs, app.maxLaunchDelaySeconds * 1000);
  return { configVersion: version, delayMs: boundedMs, untilMs: nowMs + boundedMs };
}

/** What is left of the delay for a task with this definition; 0 when there is none. */
export function remainingMs(backoff: Backoff | undefined, app: AppSpec, nowMs: number): number {
  if (backoff === undefined || backoff.configVersion !== configVersion(app)) return 0;
  return Math.max(0, backoff.untilMs - nowMs);
}
