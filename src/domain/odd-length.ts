import type { Path } from './problem.ts';

/**
 * Where a mapping has a `length` that is none, so that whoever measures it as text or a list fails: the first such place,
 * undefined where there is none.
 */
export function oddLength(input: unknown, path: Path = []): Path | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  if (!Array.isArray(input) && Object.hasOwn(input, 'length') && isMapping(lengthOf(input)))
    return [...path, 'length'];
  for (const [key, value] of Object.entries(input)) {
    const found = oddLength(value, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lengthOf(input: object): unknown {
  return (input as { readonly length?: unknown }).length;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
