import type { Path } from './problem.ts';

/** Far more than any definition has, and far less than what reads it by recursion bears. */
export const DEEPEST = 100;

/** Where an input has more than `DEEPEST` levels, the path of the first hundred; undefined where it has not. */
export function tooDeep(input: unknown): Path | undefined {
  const ahead: { readonly value: unknown; readonly path: Path }[] = [{ value: input, path: [] }];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= DEEPEST) return path;
    for (const [key, part] of Object.entries(value)) ahead.push({ value: part, path: [...path, key] });
  }
  return undefined;
}

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
