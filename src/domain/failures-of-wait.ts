import type { TaskFailure } from './app.ts';

export interface FailuresOfWait {
  /** Which failure the app had before the wait; empty: none. Absent before the first look. */
  readonly before?: string;
  /** The last ten since then. */
  readonly failures: readonly TaskFailure[];
}

/**
 * The failures after another look at an app, of which Marathon shows the latest. Only at the first look is Marathon's clock
 * held against that of the worker, who began at `since`: later every other failure is a new one.
 */
export function withFailure(
  seen: FailuresOfWait,
  latest: TaskFailure | undefined,
  since: string,
): FailuresOfWait {
  const before = seen.before ?? (latest !== undefined && latest.timestamp < since ? nameOf(latest) : '');
  const { failures } = seen;
  if (latest === undefined || [before, ...failures.map(nameOf)].includes(nameOf(latest)))
    return { before, failures };
  return { before, failures: [...failures, latest].slice(-10) };
}

function nameOf({ taskId, timestamp }: TaskFailure): string {
  return `${taskId} at ${timestamp}`;
}
