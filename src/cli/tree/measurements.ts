import type { CheckCounters, Measurement, MeasurementPhase } from '../../domain/analysis.ts';
import { valueText } from '../../domain/value-text.ts';
import { showSpan } from './time.ts';

const MARKS: Readonly<Record<MeasurementPhase, string>> = {
  successful: '✓',
  failed: '✗',
  inconclusive: '?',
  'no-data': '∅',
  error: '!',
};

/** One mark for each measurement, oldest first: `✓✓✗✓?`. */
export function strip(measurements: readonly Measurement[]): string {
  return measurements.map(({ phase }) => MARKS[phase]).join('');
}

/** `0.812 (canary 0.97, stable 1.2), 1.2s ago`, or why there is no value. */
export function measurementText(measurement: Measurement, now: Date | undefined): string {
  const { value, canary, stable, message, at } = measurement;
  const ago = now === undefined ? '' : `, ${showSpan(at, now) ?? ''} ago`;
  if (value === undefined)
    return `${wordFor(measurement)}${message === undefined ? '' : `: ${message}`}${ago}`;
  const both =
    canary === undefined || stable === undefined
      ? ''
      : ` (canary ${valueText(canary)}, stable ${valueText(stable)})`;
  return `${valueText(value)}${both}${ago}`;
}

/** What has been measured so far, without what has not happened. */
export function talliesText({ successful, failed, inconclusive, noData, error }: CheckCounters): string {
  const tallies: readonly (readonly [number, string])[] = [
    [successful, 'passed'],
    [failed, 'failed'],
    [inconclusive, 'inconclusive'],
    [noData, 'without data'],
    [error, 'not answered'],
  ];
  return tallies
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
}

function wordFor({ phase }: Measurement): string {
  return phase === 'no-data' ? 'no data' : phase;
}
