import type { LiveStatus } from '../cli/live-status.ts';
import { newEvents } from '../cli/new-events.ts';
import { shareLine } from './canary-share.ts';
import { chartOf } from './chart.ts';
import { loadLine, type UsersSeen, type View } from './view.ts';

const usersEveryMs = 3_000;

/** One line for each thing that happens, and a few on the users every few seconds. */
export function plainView(print: (line: string) => void): View {
  let before: LiveStatus | undefined;
  let lastUsersMs = -Infinity;
  return {
    note: print,
    show: (status, users) => {
      // The looks before a worker answers go by the workflow's id, which a release's name begins with.
      const seen = before !== undefined && status.release.startsWith(before.release) ? before.events : [];
      for (const { at, text } of newEvents(seen, status.events)) print(`  ${at.slice(11, 19)} ${text}`);
      if (status.trouble !== undefined && status.trouble !== before?.trouble) print(`  ${status.trouble}`);
      before = status;
      if (users && performance.now() - lastUsersMs > usersEveryMs) {
        lastUsersMs = performance.now();
        for (const line of usersLines(users)) print(`           ${line}`);
      }
    },
    rest: () => undefined,
  };
}

/** The last column of the chart in words. */
function usersLines({ load, canary }: UsersSeen): readonly string[] {
  if (canary === undefined) return [loadLine(load)];
  const figures = chartOf(load.history, 2)
    .filter(({ note }) => note !== '')
    .map(({ label, note }) => `${label} ${note}`);
  return [loadLine(load), `${shareLine(canary)}; ${figures.join(', ')}`];
}
