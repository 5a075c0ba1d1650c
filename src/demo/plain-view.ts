import type { LiveStatus } from '../cli/live-status.ts';
import { newEvents } from '../cli/new-events.ts';
import { loadLine, type View } from './view.ts';

const loadLineEveryMs = 3_000;

/** One line for each thing that happens, and one on the load every few seconds. */
export function plainView(print: (line: string) => void): View {
  let before: LiveStatus | undefined;
  let lastLoadMs = -Infinity;
  return {
    note: print,
    show: (status, load) => {
      // The looks before a worker answers go by the workflow's id, which a release's name begins with.
      const seen = before !== undefined && status.release.startsWith(before.release) ? before.events : [];
      for (const { at, text } of newEvents(seen, status.events)) print(`  ${at.slice(11, 19)} ${text}`);
      if (status.trouble !== undefined && status.trouble !== before?.trouble) print(`  ${status.trouble}`);
      before = status;
      if (load && performance.now() - lastLoadMs > loadLineEveryMs) {
        lastLoadMs = performance.now();
        print(`           ${loadLine(load)}`);
      }
    },
    rest: () => undefined,
  };
}
