import { SLICE_MS, type LoadHistory } from './load-history.ts';

/** How many of the requests of a time one version answered. */
export interface MeasuredShare {
  readonly requests: number;
  readonly ofVersion: number;
}

/**
 * Of the requests that were sent from one moment to another (ms since 1970), the last `most` in whole slices of time.
 * A slice on the border belongs to neither side, so that what was sent while the map changed is not counted.
 */
export function measuredShare(
  { fromMs: beginMs, sent }: LoadHistory,
  version: string,
  fromMs: number,
  untilMs: number,
  most = Infinity,
): MeasuredShare {
  const first = Math.max(0, Math.ceil((fromMs - beginMs) / SLICE_MS));
  const end = Math.floor((untilMs - beginMs) / SLICE_MS);
  let share: MeasuredShare = { requests: 0, ofVersion: 0 };
  for (let slice = end - 1; slice >= first; slice -= 1) {
    const inSlice = Object.values(sent).reduce((sum, slices) => sum + (slices[slice] ?? 0), 0);
    if (share.requests + inSlice > most) return share;
    share = {
      requests: share.requests + inSlice,
      ofVersion: share.ofVersion + (sent[version]?.[slice] ?? 0),
    };
  }
  return share;
}

/** `5.00 %`, `0.25 %`. */
export function exactPercent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(2)} %`;
}

/** `4.7 %`, or a dash where nothing was measured. */
export function roughPercent({ ofVersion, requests }: MeasuredShare): string {
  return requests === 0 ? '-' : `${((ofVersion / requests) * 100).toFixed(1)} %`;
}
