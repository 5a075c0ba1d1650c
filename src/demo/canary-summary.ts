import type { CheckInCause, Outcome } from '../domain/outcome.ts';
import { FULL_WEIGHT } from '../domain/canary.ts';
import type { LoadHistory } from './load-history.ts';
import type { MapLevel } from './map-watch.ts';
import { measuredShare } from './shares.ts';
import { versionsShown } from './specs.ts';
import type { WeightSeen } from './weights-seen.ts';

/** What the demo says of a canary beside what it says of any release. */
export interface CanarySummary {
  /** Each share that the map had, in order. */
  readonly levels: readonly LevelSummary[];
  /** Percent of the requests that the canary had at most, where it fell back. */
  readonly fellBackFrom?: number;
  /** The check that sent everybody back. */
  readonly check?: CheckInCause;
}

/** Percent of all requests. */
export interface LevelSummary {
  /** By the release; absent when the map had it too shortly. */
  readonly asked?: number;
  readonly map: number;
  /** Absent without a request. */
  readonly measured?: number;
  readonly requests: number;
}

export function summarizeCanary(
  outcome: Outcome,
  levels: readonly MapLevel[],
  weights: readonly WeightSeen[],
  history: LoadHistory,
): CanarySummary {
  const back = outcome.kind === 'released' ? undefined : outcome.reachedWeight;
  const check = outcome.cause?.check;
  return {
    levels: levels.map((level) => levelSummary(level, weights, history)),
    ...(back === undefined ? {} : { fellBackFrom: percentOf(back) }),
    ...(check === undefined ? {} : { check }),
  };
}

/** So long a request may be on its way to where HAProxy draws: what was sent last may meet the next share. */
const ON_THE_WAY_MS = 200;

function levelSummary(level: MapLevel, weights: readonly WeightSeen[], history: LoadHistory): LevelSummary {
  const asked = weights.findLast(({ atMs }) => atMs >= level.fromMs && atMs <= level.untilMs);
  const untilMs = level.untilMs - ON_THE_WAY_MS;
  const { requests, ofVersion } = measuredShare(history, versionsShown.second, level.fromMs, untilMs);
  return {
    ...(asked === undefined ? {} : { asked: percentOf(asked.weight) }),
    map: percentOf(level.shareOfB),
    ...(requests === 0 ? {} : { measured: Math.round((ofVersion / requests) * 10_000) / 100 }),
    requests,
  };
}

const percentOf = (weight: number): number => (weight / FULL_WEIGHT) * 100;
