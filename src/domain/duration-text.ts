const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration as a spec would have it, exactly: `90s`, `10m`, `1500ms`. */
export function durationText(durationMs: number): string {
  const unit = UNITS.find(([, ms]) => durationMs > 0 && durationMs % ms === 0);
  return unit === undefined ? `${String(durationMs)}ms` : `${String(durationMs / unit[1])}${unit[0]}`;
}
