import Table from 'cli-table3';
import { valueText } from '../domain/value-text.ts';
import type { CanarySummary, LevelSummary } from './canary-summary.ts';

/** From where it fell back, and what the check saw that sent everybody back. */
export function canaryFigures({
  fellBackFrom,
  check,
}: CanarySummary): readonly (readonly [string, string])[] {
  return [
    ...(fellBackFrom === undefined ? [] : [['fell back', `from ${String(fellBackFrom)} %`] as const]),
    ...(check === undefined
      ? []
      : ([
          [
            'cause',
            `check "${check.name}" ${check.value === undefined ? 'has no answer' : `is ${valueText(check.value)}`}`,
          ],
          ['limit', check.limit],
          ['query', check.query],
        ] as const)),
  ];
}

/** What share was asked for, what the map said, and what the users met, for each weight that the map had. */
export function levelTable(levels: readonly LevelSummary[]): string {
  const table = new Table({
    head: ['weight asked', 'map', 'measured', 'requests'],
    colAligns: ['right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { asked, map, measured, requests } of levels) {
    table.push([
      asked === undefined ? '' : `${String(asked)} %`,
      `${map.toFixed(2)} %`,
      measured === undefined ? '' : `${measured.toFixed(2)} %`,
      String(requests),
    ]);
  }
  return table.toString();
}
