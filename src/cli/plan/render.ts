import type { Bound, DurationForecast, Forecast, Obstacle, Preview } from '../../domain/preview/preview.ts';
import { line, type Line } from '../tree/line.ts';
import { showDuration } from '../tree/time.ts';
import { changeLines, definitionLines } from './render-changes.ts';
import { rows } from './rows.ts';

/** A plan as a list to read: first what stands in the way, last what bounds it. */
export function renderPreview(preview: Preview): readonly Line[] {
  const { procedure, service, target, summary, obstacles, adopted, forecast, blocked } = preview;
  const what = procedure === 'canary' ? 'a canary' : 'a blue-green release';
  return [
    line(`${what} of "${service}" on target "${target}"`, 'strong'),
    line(summary),
    ...(adopted === undefined ? [] : [line(`found: ${adopted.found}`, 'busy')]),
    ...section(blocked ? 'stands in the way' : 'to mind', obstacles.flatMap(obstacleLines)),
    ...(forecast === undefined ? [] : forecastLines(forecast)),
    line(''),
    line(blocked ? verdictOf(obstacles) : 'nothing blocks it; nothing was changed', blocked ? 'bad' : 'good'),
  ];
}

function verdictOf(obstacles: readonly Obstacle[]): string {
  const count = obstacles.filter(({ blocks }) => blocks).length;
  return `it would not go through: ${count === 1 ? '1 thing stands' : `${count} things stand`} in the way; nothing was changed`;
}

function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(''), line(title, 'strong'), ...lines];
}

function obstacleLines({ what, remedy, field, blocks }: Obstacle): readonly Line[] {
  const where = field === undefined ? '' : `${field}: `;
  return [
    line(`  ${blocks ? 'blocks' : 'mind  '}  ${where}${what}`, blocks ? 'bad' : 'busy'),
    line(`          ${remedy}`),
  ];
}

function forecastLines(forecast: Forecast): readonly Line[] {
  const { changes, definition, duration, bounds, notes } = forecast;
  return [
    ...section('changes', changeLines(changes)),
    ...section('definition, new against old', definitionLines(definition)),
    ...section('steps', stepLines(forecast)),
    ...section('capacity', capacityLines(forecast)),
    ...section('duration', durationLines(duration)),
    ...section(
      'people, not counted',
      duration.people.map((it) => line(`  ${it}`)),
    ),
    ...section('bounds', boundLines(bounds)),
    ...section(
      'notes',
      notes.map((it) => line(`  ${it}`)),
    ),
  ];
}

function stepLines({ steps }: Forecast): readonly Line[] {
  const head = ['', '', 'come', 'go', 'new', 'old', 'at once', 'waits at'];
  const body = steps.map(({ title, arriving, leaving, green, blue, atOnce, gates }, index) => [
    String(index + 1),
    title,
    ...[arriving, leaving].map((count) => (count === 0 ? '' : String(count))),
    ...[green, blue, atOnce].map(String),
    gates.map((it) => `"${it}"`).join(', '),
  ]);
  return rows([head, ...body], ['right', 'left', 'right', 'right', 'right', 'right', 'right', 'left']);
}

function capacityLines({ capacity }: Forecast): readonly Line[] {
  const { tasks, at, cpus, memMiB, allowed, onTheWayBack } = capacity;
  const isWithin = tasks <= allowed.tasks;
  return [
    line(`  at most ${tasks} tasks at once, ${cpus} cpus and ${memMiB} MiB (${at})`),
    line(`  allowed are ${allowed.tasks}: ${allowed.because}`, isWithin ? 'plain' : 'bad'),
    ...(onTheWayBack === undefined
      ? []
      : [line(`  on the way back up to ${onTheWayBack}: the old version comes up before the new one goes`)]),
  ];
}

function durationLines({ expectedMs, atMostMs, parts }: DurationForecast): readonly Line[] {
  const body = parts.map(({ what, times, expectedMs: expected, atMostMs: most, basis }) => [
    times === 1 ? what : `${what}, ${times} times`,
    showDuration(expected),
    showDuration(most),
    basis,
  ]);
  const all = [
    'all together',
    showDuration(expectedMs),
    showDuration(atMostMs),
    'at most: when each takes as long as its bound',
  ];
  return rows([['', 'expected', 'at most', 'taken from'], ...body, all], ['left', 'right', 'right', 'left']);
}

function boundLines(bounds: readonly Bound[]): readonly Line[] {
  const body = bounds.map(({ field = '(fixed)', valueMs, of, then }) => [
    field,
    showDuration(valueMs),
    `for ${of}; then ${then}`,
  ]);
  return rows(body, ['left', 'right', 'left']);
}
