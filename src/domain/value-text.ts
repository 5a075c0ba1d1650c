/** A measured value to read: four significant digits, as nobody compares more. */
export function valueText(value: number | '+Inf' | '-Inf'): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
}
