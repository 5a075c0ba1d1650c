import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Execution } from '../temporal/execution.ts';
import { historySize } from '../temporal/history.ts';
import { CHECK_EVERY_MS } from './bake-times.ts';
import type { Fault } from './faults.ts';
import { watchedMs } from './observer.ts';

export interface Watched {
  readonly beganMs: number;
  readonly endedMs: number;
  readonly looks: readonly number[];
  readonly queries: readonly number[];
  readonly wholeAfterMs: readonly number[];
  readonly faults: readonly Fault[];
}

/** Looks that are further apart leave a time in which nobody has watched. */
const FURTHEST_MS = 3_000;
/** Between the last look that counts and the end. */
const ROUNDING_MS = 1_000;
/** A task that comes back has begun, is healthy, is checked and has users. */
const LONGEST_LOW_MS = 10_000;
/** Until another worker has an activity whose worker has died. */
const TAKE_OVER_MS = 20_000;

/** A bake that is well takes all of its time, watched all along, and no longer than what happened has held it up. */
export function problemsOfWatch(
  { beganMs, endedMs, looks, queries, wholeAfterMs, faults }: Watched,
  bakeMs: number,
  outcome: Outcome | undefined,
): string[] {
  const problems: string[] = [];
  if (outcome?.kind !== 'released') problems.push(`it is ${outcome?.kind ?? 'not ended'}, and was well`);
  const watched = watchedMs(looks, beganMs, endedMs, FURTHEST_MS);
  if (watched < bakeMs - ROUNDING_MS)
    problems.push(`${seconds(bakeMs - watched)} of ${seconds(bakeMs)} were watched by nobody`);
  const heldUp = faults.reduce((sum, it) => sum + heldUpBy(it), ROUNDING_MS * 10);
  if (endedMs - beganMs > bakeMs + heldUp)
    problems.push(`it took ${seconds(endedMs - beganMs - bakeMs)} longer than its time`);
  const least = Math.floor(watched / (CHECK_EVERY_MS + FURTHEST_MS));
  if (queries.length < least) problems.push(`its check was asked ${queries.length} times, not ${least}`);
  const longest = Math.max(0, ...wholeAfterMs);
  if (longest > LONGEST_LOW_MS) problems.push(`the pool was not whole for ${seconds(longest)}`);
  return problems;
}

function heldUpBy(fault: Fault): number {
  if (fault.kind === 'kill-worker') return fault.downMs + TAKE_OVER_MS;
  return fault.kind === 'down' ? fault.ms + TAKE_OVER_MS : 0;
}

/** From the answer of a check that has failed on. */
export function problemsOfFallback(fallbackMs: number, outcome: Outcome | undefined): string[] {
  const longestMs = CHECK_EVERY_MS + FURTHEST_MS;
  return [
    ...(outcome?.cause?.kind === 'check-failed'
      ? []
      : [`it is ${outcome?.kind ?? 'not ended'}, and its check failed`]),
    ...(fallbackMs < longestMs ? [] : [`users met it for ${seconds(fallbackMs)} after its check turned bad`]),
  ];
}

/** Of Temporal, which warns at a fifth of it. */
const MOST_EVENTS = 51_200;
const MOST_BYTES = 50 * 2 ** 20;
/** A release without a bake, and what one thing that happens to it adds. */
const EVENTS_OF_RELEASE = 400;
const EVENTS_OF_FAULT = 12;

/** What is kept grows with what happens, and not with time. */
export function problemsOfHistories(runs: readonly Execution[], faults: number): string[] {
  return runs.flatMap((run) => {
    const { events, bytes } = historySize(run);
    const most = EVENTS_OF_RELEASE + faults * EVENTS_OF_FAULT;
    return [
      ...(events > most ? [`${run.workflowId} has ${events} events, more than ${most}`] : []),
      ...(events > MOST_EVENTS / 5 || bytes > MOST_BYTES / 5
        ? [`${run.workflowId} comes near Temporal's limits: ${events} events, ${bytes} bytes`]
        : []),
    ];
  });
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
