import pc from 'picocolors';
import type { Line, Tone } from './tree/line.ts';

/** Lines on stdout or where it is said, in colours on a terminal only, and not where NO_COLOR is set. */
export function printLines(lines: readonly Line[], stream: NodeJS.WriteStream = process.stdout): void {
  const paints = paintsFor(stream, process.env);
  for (const { text, tone } of lines) stream.write(`${paints[tone](text)}\n`);
}

export type Paints = Readonly<Record<Tone, (text: string) => string>>;

/** A CI server that sets CI or FORCE_COLOR gets none in a pipe either: what is piped is read by programs. */
export function paintsFor({ isTTY }: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paints {
  const colours = pc.createColors(isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
  return {
    plain: (text) => text,
    strong: colours.bold,
    faint: colours.dim,
    good: colours.green,
    bad: colours.red,
    busy: colours.yellow,
  };
}
