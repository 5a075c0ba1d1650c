/** What a wait has seen, by its own time. */
export interface Sights {
  /** When it last saw what it watches. */
  readonly seenAtMs?: number;
  /** How long it did not, all in all. */
  readonly unseenMs?: number;
}

/** Further apart than looks are that find everybody at home, also a slow Marathon. */
const LONGEST_PAUSE_MS = 5_000;

/** After a look that saw what is watched. The time since the one before counts as unseen where it is too long. */
export function afterSight({ seenAtMs = 0, unseenMs = 0 }: Sights, watchedMs: number): Sights {
  const pauseMs = watchedMs - seenAtMs;
  const unseen = pauseMs > LONGEST_PAUSE_MS ? unseenMs + pauseMs : unseenMs;
  return { seenAtMs: watchedMs, ...(unseen === 0 ? {} : { unseenMs: unseen }) };
}
