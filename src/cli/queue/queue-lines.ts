import { showMoment, shortRelease } from '../account/history-lines.ts';
import { table } from '../account/table.ts';
import { line, type Line } from '../tree/line.ts';
import { showSpan } from '../tree/time.ts';
import type { Queue } from './read-queue.ts';

const TITLES = ['PLACE', 'SINCE', 'FOR', 'WHEN BUSY', 'BY', 'RELEASE'];

/** Who runs, then who waits, one line each under a line of titles. */
export function queueLines({ service, target, running, waiting }: Queue, now: Date): readonly Line[] {
  if (running === undefined && waiting.length === 0)
    return [line(`nothing runs for "${service}" on target "${target}", and nobody waits`)];
  const rows = [
    ...(running === undefined
      ? []
      : [['runs', ...times(running.since, now), '', '', shortRelease(running.workflowId)]]),
    ...waiting.map(({ place, since, policy, by, workflowId }) => [
      `${place}`,
      ...times(since, now),
      policy,
      by ?? '',
      shortRelease(workflowId),
    ]),
  ];
  const [titles = '', ...shown] = table(TITLES, rows);
  return [line(titles, 'faint'), ...shown.map((it) => line(it))];
}

function times(since: string, now: Date): readonly [string, string] {
  return [showMoment(since), showSpan(since, now) ?? ''];
}
