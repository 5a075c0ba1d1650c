import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { problemAt, valueAt, type Path, type Problem } from './problem.ts';
import { describedAs, fieldsAt, wordsAt, type JsonSchema } from './schema-lookup.ts';

type Issue = z.core.$ZodIssue;

/** What a schema finds wrong with an input, each with its place and what to do. `root` names the whole document. */
export function schemaProblems(
  schema: z.ZodType,
  input: unknown,
  error: z.ZodError,
  root: string,
): readonly Problem[] {
  const known = jsonSchemaOf(schema);
  return error.issues
    .flatMap((issue) => withinUnion(issue))
    .flatMap((issue) => problemsOfIssue(issue, input, known, root));
}

const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

/** Made once for each: that takes longer than all the rest. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  jsonSchemas.set(schema, made);
  return made;
}

/** The issues of the alternative that was most likely meant: no unknown field before few issues. */
function withinUnion(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const [best = []] = [...issue.errors].sort((one, other) => unlikeliness(one) - unlikeliness(other));
  return best
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap((inner) => withinUnion(inner));
}

function unlikeliness(issues: readonly Issue[]): number {
  const wrongKind = issues.some((it) => it.code === 'invalid_type' && it.path.length === 0);
  const unknown = issues.filter((it) => it.code === 'unrecognized_keys').length;
  return (wrongKind ? 1000 : 0) + unknown * 10 + issues.length;
}

function problemsOfIssue(issue: Issue, input: unknown, known: JsonSchema, root: string): Problem[] {
  const path = issue.path.map((it) => (typeof it === 'number' ? it : String(it)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownField([...path, key], input, known, root));
  const value = valueAt(input, path);
  return [problemAt(path, value, remedy(issue, value, path, known), root)];
}

function unknownField(path: Path, input: unknown, known: JsonSchema, root: string): Problem {
  const key = String(path.at(-1));
  const fields = fieldsAt(known, path.slice(0, -1));
  const advice = fields.includes(key)
    ? 'cannot be combined with the other fields here: keep one kind of them'
    : `is not a field here; ${didYouMean(key, fields) ?? `the fields here are ${fields.join(', ')}`}`;
  return problemAt(path, valueAt(input, path), advice, root);
}

function remedy(issue: Issue, value: unknown, path: Path, known: JsonSchema): string {
  if (value === undefined && issue.code !== 'custom')
    return `must be given: ${describedAs(known, path) ?? 'it has no default'}`;
  switch (issue.code) {
    case 'invalid_type':
      // A message that is not zod's own knows better what is wanted: a duration, say, and not just text.
      return issue.message.startsWith('Invalid input')
        ? `must be ${kinds[issue.expected] ?? `a ${issue.expected}`}`
        : issue.message;
    case 'invalid_value':
      return oneOf(value, issue.values.map(String));
    case 'invalid_union':
      return oneOf(value, wordsAt(known, path));
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return 'must not be empty';
      return `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text (put it in quotes)',
  boolean: 'true or false',
  object: 'a mapping of fields',
  record: 'a mapping of fields',
  array: 'a list',
};

function oneOf(value: unknown, words: readonly string[]): string {
  const list = words.map((it) => JSON.stringify(it)).join(', ');
  const guess = typeof value === 'string' ? didYouMean(value, words) : undefined;
  return `must be one of ${list}${guess === undefined ? '' : `; ${guess}`}`;
}
