import type { LiveStatus } from '../cli/live-status.ts';
import type { CanaryShare } from './canary-share.ts';
import type { LoadSnapshot } from './load-report.ts';

/** Where the demo shows what happens: a terminal with a live tree, or plain lines. */
export interface View {
  /** Something the demo itself does. */
  readonly note: (text: string) => void;
  /** How the release stands; `users` once there are some. */
  readonly show: (status: LiveStatus, users: UsersSeen | undefined) => void;
  /** Leaves what was shown last on the screen and lets others print. */
  readonly rest: () => void;
}

/** What the users of the service meet. */
export interface UsersSeen {
  readonly load: LoadSnapshot;
  /** Only beside a canary. */
  readonly canary?: CanaryShare;
}

/** One line for it. */
export function loadLine(load: LoadSnapshot): string {
  const answers = Object.entries(load.recentByVersion).sort(([one], [other]) => one.localeCompare(other));
  const total = answers.reduce((sum, [, count]) => sum + count, 0);
  const shares = answers.map(
    ([version, count]) => `${version} ${String(Math.round((count / total) * 100))} %`,
  );
  return `users: ${String(load.requests)} requests, ${String(load.failed)} failed; now ${shares.join(', ') || 'none answered'}`;
}
