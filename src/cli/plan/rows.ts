import { line, type Line } from '../tree/line.ts';

/** Rows of cells as lines in columns, two blanks apart, without blanks at the end. */
export function rows(
  cells: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[],
): readonly Line[] {
  const widths = sides.map((_, column) => Math.max(0, ...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    line(
      `  ${row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return sides[column] === 'right' ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')}`.trimEnd(),
    ),
  );
}
