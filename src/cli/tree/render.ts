import type { LiveStatus } from '../live-status.ts';
import { commandLines } from './commands.ts';
import { eventLines } from './events.ts';
import { headerLines } from './header.ts';
import { line, type Line } from './line.ts';
import { outcomeLines } from './outcome.ts';
import { sideLines } from './sides.ts';
import { stepLines } from './steps.ts';
import { waitLines } from './wait.ts';

/** Durations at the right edge of a wider terminal are too far from what they belong to. */
const WIDEST = 100;

/** All there is to see of a release, without colours; no line is longer than `width` unless a single word is. */
export function renderTree(status: LiveStatus, now: Date, width: number): string {
  return treeLines(status, now, width)
    .map(({ text }) => text)
    .join('\n');
}

/**
 * The same as lines, each with the tone in which a terminal shows it. Where there are more than `height`, what can be
 * missed most easily is left out.
 */
export function treeLines(
  status: LiveStatus,
  now: Date,
  terminalWidth: number,
  height = Infinity,
): readonly Line[] {
  const width = Math.min(terminalWidth, WIDEST);
  for (const detail of DETAILS) {
    const lines = linesOf(status, now, width, detail);
    if (lines.length <= height) return lines;
  }
  return linesOf(status, now, width, LEAST).slice(0, height);
}

interface Detail {
  readonly events: boolean;
  readonly openBatch: boolean;
  readonly tasks: boolean;
}

const LEAST: Detail = { events: false, openBatch: false, tasks: false };

/** From all there is to the least. */
const DETAILS: readonly Detail[] = [
  { events: true, openBatch: true, tasks: true },
  { events: false, openBatch: true, tasks: true },
  { events: false, openBatch: false, tasks: true },
  LEAST,
];

function linesOf(status: LiveStatus, now: Date, width: number, detail: Detail): readonly Line[] {
  const { outcome } = status;
  const parts = [
    [...headerLines(status, now, width), ...(outcome === undefined ? [] : outcomeLines(outcome, width))],
    stepLines(status.steps, now, width, detail.openBatch),
    ...(['blue', 'green'] as const).map((colour) => sideOf(status, colour, width, detail.tasks)),
    waitLines(status, now, width),
    commandLines(status, width),
    outcome === undefined && detail.events ? eventLines(status, now, width) : [],
  ];
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [line(''), ...part]));
}

/** What was last seen of an app that is gone says nothing any more. */
function sideOf(
  status: LiveStatus,
  colour: 'blue' | 'green',
  width: number,
  tasks: boolean,
): readonly Line[] {
  const side = status[colour];
  if (side === undefined || side.appId === status.outcome?.removed) return [];
  return sideLines(colour, side, width).slice(0, tasks ? undefined : 1);
}
