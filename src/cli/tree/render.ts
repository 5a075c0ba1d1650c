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

/** The same as lines, each with the tone in which a terminal shows it. */
export function treeLines(status: LiveStatus, now: Date, terminalWidth: number): readonly Line[] {
  const width = Math.min(terminalWidth, WIDEST);
  const { blue, green, outcome } = status;
  const parts = [
    [...headerLines(status, now, width), ...(outcome === undefined ? [] : outcomeLines(outcome, width))],
    stepLines(status.steps, now, width),
    // What was last seen of an app that is gone says nothing any more.
    blue === undefined || blue.appId === outcome?.removed ? [] : sideLines('blue', blue, width),
    green === undefined || green.appId === outcome?.removed ? [] : sideLines('green', green, width),
    waitLines(status, now, width),
    commandLines(status, width),
    outcome === undefined ? eventLines(status, now, width) : [],
  ];
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [line(''), ...part]));
}
