import type { ReleaseStatus } from '../domain/status.ts';

type Events = ReleaseStatus['events'];

/** What has been added to a list that keeps only its last entries, since it looked like `before`. */
export function newEvents(before: Events, after: Events): Events {
  for (let dropped = 0; dropped <= before.length; dropped += 1) {
    const kept = before.slice(dropped);
    if (kept.every((event, index) => isSame(event, after[index]))) return after.slice(kept.length);
  }
  return after;
}

function isSame(one: Events[number], other: Events[number] | undefined): boolean {
  return one.at === other?.at && one.text === other.text;
}
