import type { LiveStatus } from '../live-status.ts';
import { checkLines } from './checks.ts';
import { commandLines } from './commands.ts';
import { eventLines } from './events.ts';
import { gateLines } from './gate.ts';
import { headerLines } from './header.ts';
import { line, type Line } from './line.ts';
import { outcomeLines } from './outcome.ts';
import { sideNames } from './side-names.ts';
import { sideLines } from './sides.ts';
import { stepLines } from './steps.ts';
import { waitLines } from './wait.ts';
import { weightLines } from './weight.ts';

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
  /** Each step of a batch under way, and each of a canary's spec. */
  readonly openSteps: boolean;
  readonly openChecks: boolean;
  readonly tasks: boolean;
  /** Each answer to the gate that is open. */
  readonly answers: boolean;
}

const ALL: Detail = { events: true, openSteps: true, openChecks: true, tasks: true, answers: true };
const LEAST: Detail = { events: false, openSteps: false, openChecks: false, tasks: false, answers: false };

/** From all there is to the least. */
const DETAILS: readonly Detail[] = [
  ALL,
  { ...ALL, events: false },
  { ...ALL, events: false, openSteps: false },
  { ...LEAST, openChecks: true, answers: true },
  LEAST,
];

function linesOf(status: LiveStatus, now: Date, width: number, detail: Detail): readonly Line[] {
  const { outcome } = status;
  const parts = [
    [
      ...headerLines(status, now, width),
      ...(outcome === undefined ? [] : outcomeLines(status, outcome, width)),
    ],
    weightLines(status, width),
    stepLines(status, now, width, detail.openSteps),
    checkLines(status.checks ?? [], outcome === undefined ? now : undefined, width, detail.openChecks),
    ...(['blue', 'green'] as const).map((colour) => sideOf(status, colour, width, detail.tasks)),
    waitLines(status, now, width),
    gateLines(status, now, width, detail.answers),
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
  return sideLines(sideNames(status.procedure)[colour], side, width).slice(0, tasks ? undefined : 1);
}
