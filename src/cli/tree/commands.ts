import { commandLine } from '../command-line.ts';
import type { LiveStatus } from '../live-status.ts';
import { typedCommands, type Typed } from '../operator/typed.ts';
import { line, wrap, type Line } from './line.ts';

/** What the operator can do now: the command to type, and what it would do; beside it, where there is room. */
export function commandLines(status: LiveStatus, width: number): readonly Line[] {
  const rows = [...typedCommands(status), ...afterwards(status)];
  if (rows.length === 0) return [];
  const size = Math.max(0, ...rows.map(({ typed }) => typed.length).filter((it) => it <= width / 2));
  return [
    line('  you can', 'strong'),
    ...rows.flatMap(({ typed, effect }) => {
      const together = `    ${typed.padEnd(size)}  ${effect}`;
      if (typed.length <= size && together.length <= width) return [line(together)];
      return [line(`    ${typed}`), ...wrap(effect, width, '      ').map((text) => line(text))];
    }),
  ];
}

/** What can be done about a release that has ended. */
function afterwards({ service, target, outcome }: LiveStatus): readonly Typed[] {
  if (outcome?.kind !== 'released' || outcome.previous === undefined) return [];
  return [{ typed: commandLine('undo', service, target), effect: 'release the version before again' }];
}
