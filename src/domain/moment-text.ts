const LAST_DATE_MS = 8.64e15;

/** ISO-8601 UTC. A plan from before durations had a longest may come to a moment for which there is no date. */
export function momentText(epochMs: number): string {
  return new Date(Math.min(epochMs, LAST_DATE_MS)).toISOString();
}
