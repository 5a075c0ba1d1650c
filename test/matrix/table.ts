import Table from 'cli-table3';
import { MOMENTS } from './cells.ts';
import type { Killed } from './kills.ts';
import type { MatrixResult } from './run.ts';

/** Deaths by activity and moment, each with the longest time until the activity ran again, and what users saw. */
export function tableOf({ killed, passes, deaths }: MatrixResult, seconds: number): string {
  const table = new Table({ head: ['activity', ...MOMENTS, 'in'], style: { head: [], border: [] } });
  for (const activity of [...new Set(killed.map((it) => it.activity))].sort()) {
    const own = killed.filter((it) => it.activity === activity);
    const scenarios = [...new Set(own.map((it) => it.scenario))].join(' ');
    table.push([activity, ...MOMENTS.map((it) => cellOf(own.filter((one) => one.moment === it))), scenarios]);
  }
  const sum = (of: (pass: MatrixResult['passes'][number]) => number): number =>
    passes.reduce((total, it) => total + of(it), 0);
  return [
    table.toString(),
    `${killed.length} cells in ${deaths} deaths of a worker, ${passes.length} releases, ${seconds} s`,
    `${sum((it) => it.observed.requests)} requests, ${sum((it) => it.observed.failed)} failed`,
    `${sum((it) => it.observed.samples)} looks at the pool, ${sum((it) => it.observed.unread)} not read`,
  ].join('\n');
}

function cellOf(killed: readonly Killed[]): string {
  if (killed.length === 0) return '-';
  const longestMs = Math.max(...killed.map((it) => it.resumedAfterMs ?? 0));
  return `${killed.length} x, ${longestMs === 0 ? 'not again' : `${(longestMs / 1_000).toFixed(1)} s`}`;
}
