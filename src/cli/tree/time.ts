/** `0.4s`, `12s`, `5m 03s`, `2h 05m`, `3d 04h`: two units at most. */
export function showDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** Between two moments of ISO-8601, or up to now. Undefined when it has not begun. */
export function showSpan(from: string | undefined, to: string | Date): string | undefined {
  if (from === undefined) return undefined;
  return showDuration(new Date(to).getTime() - Date.parse(from));
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
