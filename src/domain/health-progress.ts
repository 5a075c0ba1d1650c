import type { HealthVerdict } from './health-verdict.ts';
import type { Cause } from './outcome.ts';

/** How far a wait for healthy tasks has come: the most that were healthy at once, and when it first had so many. */
export interface HealthProgress {
  readonly most: number;
  /** Of the time that was watched. */
  readonly atMs: number;
}

/** One that is healthy again, or stands in for one that has failed, takes the wait no further. */
export function furthest(
  known: HealthProgress | undefined,
  healthy: number,
  watchedMs: number,
): HealthProgress {
  return known !== undefined && healthy <= known.most ? known : { most: healthy, atMs: watchedMs };
}

/** Why a wait is given up that has come no further for too long; undefined while there is time, or no task is missing. */
export function causeOfStall(
  { most, atMs }: HealthProgress,
  verdict: HealthVerdict & { readonly kind: 'waiting' },
  watchedMs: number,
  bound: { readonly instances: number; readonly progressMs: number },
): Cause | undefined {
  if (most >= bound.instances || watchedMs - atMs < bound.progressMs) return undefined;
  const { taskId, host, lastFailure } = verdict.suspect ?? {};
  return {
    kind: 'deadline',
    message: `no further task has become healthy for ${bound.progressMs / 1000} s: ${verdict.because}`,
    ...(taskId === undefined ? {} : { taskId }),
    ...(host === undefined ? {} : { host }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    deadline: 'deadlines.progress',
  };
}
