import type { ReleaseStatus } from '../../domain/status.ts';
import { clip, line, type Line } from './line.ts';
import { showSpan } from './time.ts';

const MOST_EVENTS = 5;

/** The last things that happened, the newest at the bottom. */
export function eventLines({ events }: ReleaseStatus, now: Date, width: number): readonly Line[] {
  const shown = events
    .slice(-MOST_EVENTS)
    .map(({ at, text }) => ({ ago: `${showSpan(at, now) ?? ''} ago`, text }));
  if (shown.length === 0) return [];
  const size = Math.max(...shown.map(({ ago }) => ago.length));
  return [
    line('  last events', 'strong'),
    ...shown.map(({ ago, text }) => line(clip(`    ${ago.padStart(size)}  ${text}`, width), 'faint')),
  ];
}
