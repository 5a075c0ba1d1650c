import type { z } from 'zod';
import { InvalidBodyError, MalformedJsonError, type FieldProblem } from '../errors.ts';

/** Throws MalformedJsonError in Marathon's words. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') {
    throw new MalformedJsonError(
      'Please specify data in JSON format',
      'No content to map due to end-of-input',
    );
  }
  try {
    return withoutNulls(JSON.parse(text));
  } catch (cause) {
    throw new MalformedJsonError('Invalid JSON', cause instanceof Error ? cause.message : String(cause));
  }
}

/** Throws InvalidBodyError with one entry for each field that is wrong. */
export function checkShape<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const problems = new Map<string, FieldProblem>();
  for (const issue of result.error.issues) {
    const path = pathText(issue.path);
    if (!problems.has(path)) problems.set(path, { path, errors: [problemText(issue, body)] });
  }
  throw new InvalidBodyError('Invalid JSON', [...problems.values()]);
}

/** To Marathon a field that is null is a field that is absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, it]) => it !== null);
  return Object.fromEntries(kept.map(([key, it]) => [key, withoutNulls(it)]));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((it) => (typeof it === 'number' ? `(${String(it)})` : `/${String(it)}`)).join('');
}

function problemText(issue: z.core.$ZodIssue, body: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeText(issue.expected, issue.path, body);
    case 'too_small':
      return issue.origin === 'string' ? 'error.minLength' : 'error.min';
    case 'too_big':
      return 'error.max';
    case 'invalid_format':
      return 'error.pattern';
    case 'invalid_value':
      return 'error.unknown.enum.literal';
    case 'invalid_union':
      return 'error.expected.jsobject';
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'error.invalid';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'error.expected.jsstring',
  number: 'error.expected.jsnumber',
  int: 'error.expected.jsnumber',
  boolean: 'error.expected.jsboolean',
  array: 'error.expected.jsarray',
};

function typeText(expected: string, path: readonly PropertyKey[], body: unknown): string {
  const parent = valueAt(body, path.slice(0, -1));
  const field = path.at(-1);
  if (field !== undefined && typeof parent === 'object' && parent !== null && !(field in parent)) {
    return `'${String(field)}' is undefined on object: ${JSON.stringify(parent)}`;
  }
  return TYPES[expected] ?? 'error.expected.jsobject';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (it, key) =>
      typeof it === 'object' && it !== null ? (it as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}
