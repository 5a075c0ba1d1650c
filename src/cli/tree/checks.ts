import type { CheckPhase, CheckReport } from '../../domain/analysis.ts';
import { measurementText, strip, talliesText } from './measurements.ts';
import { clip, line, spread, wrap, type Line, type Tone } from './line.ts';

const LOOKS: Readonly<
  Record<CheckPhase, { readonly mark: string; readonly tone: Tone; readonly order: number }>
> = {
  failed: { mark: '✗', tone: 'bad', order: 0 },
  inconclusive: { mark: '?', tone: 'bad', order: 1 },
  running: { mark: '▸', tone: 'busy', order: 2 },
  pending: { mark: '·', tone: 'faint', order: 3 },
  successful: { mark: '✓', tone: 'good', order: 4 },
};

/**
 * Each check with its phase, its last measurements, and, `opened`, the last value against the limit and the counters;
 * those that failed first, with their query. Without `now` it is over, and nobody asks how long ago it was measured.
 */
export function checkLines(
  checks: readonly CheckReport[],
  now: Date | undefined,
  width: number,
  opened: boolean,
): readonly Line[] {
  if (checks.length === 0) return [];
  const shown = [...checks].sort((one, other) => order(one) - order(other));
  return [
    line('  checks', 'strong'),
    ...shown.flatMap((check) => [headLine(check, width), ...(opened ? bodyLines(check, now, width) : [])]),
  ];
}

/** Within a phase first those that have failed before, and last the dry runs: they decide nothing. */
function order({ phase, dryRun, counters }: CheckReport): number {
  return LOOKS[phase].order + (dryRun ? 0.5 : counters.failed > 0 ? 0 : 0.2);
}

function headLine(check: CheckReport, width: number): Line {
  const { mark, tone } = LOOKS[check.phase];
  const dry = check.dryRun ? ', dry run' : '';
  const left = `    ${mark} ${check.name} (${check.analysis}${dry}): ${check.phase}`;
  return line(spread(left, strip(check.recent), width), check.dryRun && tone === 'bad' ? 'busy' : tone);
}

function bodyLines(check: CheckReport, now: Date | undefined, width: number): readonly Line[] {
  const last = check.recent.at(-1);
  const value = last === undefined ? 'not measured yet' : measurementText(last, now);
  const query = check.phase === 'failed' || check.phase === 'inconclusive' ? [check.query] : [];
  return [
    ...wrap(`${value}; ${check.limit}`, width, '      ').map((text) => line(text)),
    ...(last === undefined ? [] : [line(clip(`      ${talliesText(check.counters)}`, width), 'faint')]),
    ...query.flatMap((text) => wrap(text, width, '      ').map((part) => line(part, 'faint'))),
  ];
}
