/** Columns as wide as their widest cell, two spaces between; a column of which every cell is empty is left out. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const shown = titles
    .map((title, index) => ({ title, cells: rows.map((row) => row[index] ?? '') }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const sizes = shown.map(({ title, cells }) => Math.max(title.length, ...cells.map((cell) => cell.length)));
  const rowOf = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(sizes[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    rowOf(shown.map(({ title }) => title)),
    ...rows.map((_, index) => rowOf(shown.map(({ cells }) => cells[index] ?? ''))),
  ];
}
