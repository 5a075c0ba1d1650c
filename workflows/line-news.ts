import { runIn } from '../src/domain/line.ts';
import type { LineNews } from './messages-line.ts';

/** What a signal brought, where it is news of a line. Anybody may send anything. */
export function newsIn(input: unknown): LineNews | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { kind, place, running, by, reason } = input as Record<string, unknown>;
  switch (kind) {
    case 'place': {
      if (typeof place !== 'number' || !Number.isInteger(place) || place < 1) return undefined;
      const run = runIn(running);
      return { kind, place, ...(run !== undefined && { running: run }) };
    }
    case 'superseded': {
      const newer = runIn(by);
      return newer === undefined ? undefined : { kind, by: newer };
    }
    case 'removed':
      return {
        kind,
        ...(typeof by === 'string' && { by: by.slice(0, 100) }),
        ...(typeof reason === 'string' && { reason: reason.slice(0, 500) }),
      };
    default:
      return undefined;
  }
}
