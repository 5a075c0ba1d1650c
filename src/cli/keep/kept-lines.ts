import { percentText } from '../../domain/canary-title.ts';
import type { PoolIntent, PoolSideIntent } from '../../domain/pool-intent.ts';
import type { Sighting } from '../../domain/status.ts';
import { shortRelease } from '../account/history-lines.ts';
import { table } from '../account/table.ts';
import { line, type Line } from '../tree/line.ts';
import { showSpan } from '../tree/time.ts';
import type { Kept } from './read-kept.ts';

const TITLES = ['TARGET', 'SERVICE', 'FOR', 'IN THE POOL', 'KEPT'];

/** One line for each service under a line of titles. */
export function keptLines(kept: readonly Kept[], now: Date): readonly Line[] {
  const rows = kept.map((it) => [
    it.target,
    it.service,
    showSpan(it.task.since, now) ?? '',
    it.task.kind === 'keep' ? inPool(it.sighting) : '',
    whatIsKept(it),
  ]);
  const [titles = '', ...shown] = table(TITLES, rows);
  return [line(titles, 'faint'), ...shown.map((it) => line(it))];
}

/** What a keeper does, in words. */
export function whatIsKept({ task, problem }: Pick<Kept, 'task' | 'problem'>): string {
  const trouble = problem === undefined ? '' : ` - not in this moment: ${problem}`;
  switch (task.kind) {
    case 'keep':
      return `${sidesText(task.intent)}${trouble}`;
    case 'stand-by':
      return `release ${shortRelease(task.release.workflowId)} has the pool${trouble}`;
    case 'find':
      return `looking who serves${trouble}`;
    case 'hand-over':
      return task.why;
  }
}

function sidesText({ sides, split }: PoolIntent): string {
  return sides
    .map((side) => {
      const share = split === undefined || sides.length < 2 ? '' : ` ${shareText(side, split)}`;
      return `${side.appId} in slot ${side.slot}${share}${side.withdrawn === 'all' ? ' (withdrawn)' : ''}`;
    })
    .join(', ');
}

function shareText({ slot }: PoolSideIntent, split: NonNullable<PoolIntent['split']>): string {
  return percentText(slot === split.slot ? split.weight : 10_000 - split.weight);
}

/** Tasks that serve, of those that Marathon has. */
function inPool(sighting: Sighting | undefined): string {
  if (sighting === undefined) return '';
  const tasks = sighting.apps.flatMap((it) => it.tasks);
  return `${tasks.filter((it) => it.pool === 'serving').length} of ${tasks.length}`;
}
