import type { LoadHistory } from './load-history.ts';
import type { MapLevel } from './map-watch.ts';
import { exactPercent, measuredShare, roughPercent, type MeasuredShare } from './shares.ts';
import { FULL_WEIGHT } from '../domain/canary.ts';
import { versionsShown } from './specs.ts';

/** What the map gives the canary now, and what of the last requests it really answered. */
export interface CanaryShare {
  /** In ten-thousandths. */
  readonly inMap: number;
  readonly measured: MeasuredShare;
}

const MOST_REQUESTS = 1_000;
/** Slow answers are out by then; younger requests would speak for the faster version. */
const SETTLED_MS = 500;

/** Of the requests since the map changed. The second version of the demo is in slot b, since the first is in a. */
export function canaryShare(level: MapLevel, history: LoadHistory, nowMs: number): CanaryShare {
  const measured = measuredShare(
    history,
    versionsShown.second,
    level.fromMs,
    nowMs - SETTLED_MS,
    MOST_REQUESTS,
  );
  return { inMap: level.shareOfB, measured };
}

/** `canary: map 5.00 %, measured 4.7 % of the last 1000 requests`. */
export function shareLine({ inMap, measured }: CanaryShare): string {
  const map = `canary: map ${exactPercent(inMap, FULL_WEIGHT)}`;
  return measured.requests === 0
    ? `${map}, nothing measured yet`
    : `${map}, measured ${roughPercent(measured)} of the last ${String(measured.requests)} requests`;
}
