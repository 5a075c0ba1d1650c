import type { ReleaseStatus } from '../../domain/status.ts';
import { commandLine } from '../command-line.ts';
import { line, wrap, type Line } from './line.ts';

/** What the operator can do now: the command to type, and what it would do. */
export function commandLines(status: ReleaseStatus, width: number): readonly Line[] {
  if (status.commands.length === 0) return [];
  const rows = status.commands.map(({ command, effect }) => ({
    typed: commandLine(command, status.service, status.target),
    effect,
  }));
  const size = Math.max(...rows.map(({ typed }) => typed.length));
  return [
    line('  you can', 'strong'),
    ...rows.flatMap(({ typed, effect }) => {
      const together = `    ${typed.padEnd(size)}  ${effect}`;
      if (together.length <= width) return [line(together)];
      return [line(`    ${typed}`), ...wrap(effect, width, '      ').map((text) => line(text))];
    }),
  ];
}
