import Table from 'cli-table3';
import type { Trial } from './trial.ts';

/** One line a trial: what it was, how it ended, how long it took. */
export function lineOf(trial: Trial): string {
  const { row, end, tookMs, requests, failed, disturbed, violations } = trial;
  const number = row.kind === 'random' ? ` ${String(row.number)}` : '';
  const mark = violations.length > 0 ? 'VIOLATION' : trial.asUsual ? 'as usual' : 'otherwise';
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  const head = `${mark.padEnd(9)} ${row.kind}${number} ${row.scenario}: ${end} (${took}, ${disturbed.length} calls disturbed, ${failed} of ${requests} requests failed)`;
  const faults = disturbed.map(({ call, fate }) => `      ${call}: ${fate}`);
  const wrong = violations.map((it) => `    ! ${it}`);
  return [head, ...(violations.length > 0 ? [...wrong, ...faults] : [])].join('\n');
}

/** Each kind of call with each fate: how the releases ended in which it met it, and what the slowest of them took. */
export function tableOf(trials: readonly Trial[]): string {
  const cells = new Map<string, Trial[]>();
  for (const trial of trials)
    for (const { call, fate } of trial.disturbed) {
      const key = `${call}\t${fate}`;
      cells.set(key, [...(cells.get(key) ?? []), trial]);
    }
  const table = new Table({
    head: ['call', 'fate', 'releases', 'as usual', 'otherwise', 'violations', 'longest'],
    style: { head: [], border: [] },
  });
  for (const [key, all] of [...cells].sort(([one], [other]) => one.localeCompare(other))) {
    const [call = '', fate = ''] = key.split('\t');
    const bad = all.filter((it) => it.violations.length > 0).length;
    const usual = all.filter((it) => it.asUsual).length;
    const longestMs = Math.max(...all.map((it) => it.tookMs));
    table.push([
      call,
      fate,
      all.length,
      usual,
      all.length - usual,
      bad,
      `${(longestMs / 1000).toFixed(1)} s`,
    ]);
  }
  return table.toString();
}
