import type { Change, FieldChange } from '../../domain/preview/preview.ts';
import { clip, line, type Line, type Tone } from '../tree/line.ts';

const MARKS = {
  created: ['+', 'good'],
  added: ['+', 'good'],
  changed: ['~', 'busy'],
  removed: ['-', 'bad'],
} as const satisfies Readonly<Record<string, readonly [string, Tone]>>;

const LONGEST_VALUE = 60;

export function changeLines(changes: readonly Change[]): readonly Line[] {
  const width = Math.max(0, ...changes.map(({ thing }) => thing.length));
  return changes.map(({ kind, thing, how }) => {
    const [mark, tone] = MARKS[kind];
    return line(`  ${mark} ${thing.padEnd(width)}  ${how}`, tone);
  });
}

/** One line a field: `~ env.APP_VERSION  "1" -> "2"`. */
export function definitionLines(changes: readonly FieldChange[]): readonly Line[] {
  const width = Math.max(0, ...changes.map(({ field }) => field.length));
  return changes.map((change) => {
    const [mark, tone] = MARKS[change.kind];
    return line(`  ${mark} ${change.field.padEnd(width)}  ${valuesOf(change)}`, tone);
  });
}

function valuesOf({ kind, before, after }: FieldChange): string {
  switch (kind) {
    case 'added':
      return shown(after);
    case 'removed':
      return `${shown(before)} -> (not given)`;
    case 'changed':
      return shown(before) === shown(after)
        ? `${shown(after)}, which differs in what is not shown`
        : `${shown(before)} -> ${shown(after)}`;
  }
}

function shown(value: unknown): string {
  if (value === '(hidden)') return value;
  return clip(JSON.stringify(value), LONGEST_VALUE);
}
