import pc from 'picocolors';
import type { Line, Tone } from '../tree/line.ts';

const PAINTS: Readonly<Record<Tone, (text: string) => string>> = {
  plain: (text) => text,
  strong: pc.bold,
  faint: pc.dim,
  good: pc.green,
  bad: pc.red,
  busy: pc.yellow,
};

/** Lines on stdout, in colours on a terminal unless NO_COLOR is set. */
export function printLines(lines: readonly Line[]): void {
  for (const { text, tone } of lines) process.stdout.write(`${PAINTS[tone](text)}\n`);
}
