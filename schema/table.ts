import type { JsonSchema } from '../src/domain/schema-lookup.ts';

interface Row {
  readonly field: string;
  readonly kind: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** Every field of a JSON Schema as rows of a Markdown table, in the schema's order: the documents show this. */
export function schemaTable(schema: JsonSchema): string {
  const rows = fieldRows(schema, '').map(
    (it) => `| \`${it.field}\` | ${it.kind} | ${it.fallback} | ${it.meaning} |`,
  );
  return ['| field | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function fieldRows(node: JsonSchema, prefix: string): readonly Row[] {
  const own = rowsWithin(node, prefix, 'required');
  const forms = [...asSchemas(node.anyOf), ...asSchemas(node.oneOf)];
  const ofForms = forms.flatMap((it) => rowsWithin(it, prefix, 'required in its form'));
  return own.length > 0 ? own : merged(ofForms, prefix);
}

function rowsWithin(node: JsonSchema, prefix: string, whenRequired: string): readonly Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return [];
    const fallback = node.required?.includes(name) === true ? whenRequired : fallbackOf(field);
    return rowsOf(field, `${prefix}${name}`, fallback);
  });
}

/** A field that several forms have is one row: the word that tells the forms apart, with all its words. */
function merged(rows: readonly Row[], prefix: string): readonly Row[] {
  const fields = [...new Set(rows.map((it) => it.field))];
  return fields.flatMap((field) => {
    const same = rows.filter((it) => it.field === field);
    const [first] = same;
    if (first === undefined) return [];
    if (field !== `${prefix}kind`) return [first];
    return [{ ...first, kind: same.map((it) => it.kind).join(', '), fallback: 'required' }];
  });
}

function rowsOf(field: JsonSchema, name: string, fallback: string): readonly Row[] {
  const row: Row = {
    field: name,
    kind: kindOf(field),
    fallback,
    meaning: (field.description ?? '').replaceAll('|', '\\|'),
  };
  return [row, ...inner(field, name)];
}

function inner(field: JsonSchema, name: string): readonly Row[] {
  const [item] = asSchemas([field.items].flat());
  if (item !== undefined) return fieldRows(item, `${name}[].`);
  const { additionalProperties } = field;
  const named = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return named?.properties === undefined ? fieldRows(field, `${name}.`) : fieldRows(named, `${name}.NAME.`);
}

function fallbackOf(field: JsonSchema): string {
  const value = field.default;
  if (value === undefined) return '';
  // A section whose fields have their own defaults.
  return typeof value === 'object' && !Array.isArray(value) ? '' : `\`${JSON.stringify(value)}\``;
}

function kindOf(field: JsonSchema): string {
  if (field.enum !== undefined) return field.enum.map((it) => `\`${String(it)}\``).join(', ');
  if (field.const !== undefined) return `\`${String(field.const)}\``;
  if (field.pattern?.includes('(ms|s|m|h|d|w)') === true) return 'duration';
  if (typeof field.type !== 'string') return 'mapping';
  return `${words[field.type] ?? field.type}${bounds(field)}`;
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true, false',
  array: 'list',
  object: 'mapping',
};

function bounds(field: JsonSchema): string {
  if (field.type !== 'integer' && field.type !== 'number') return '';
  const parts = [lowerBound(field), upperBound(field)].filter((it) => it !== undefined);
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

function lowerBound({ minimum, exclusiveMinimum }: JsonSchema): string | undefined {
  if (exclusiveMinimum !== undefined) return `above ${exclusiveMinimum}`;
  return minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : `from ${minimum}`;
}

function upperBound({ maximum, exclusiveMaximum }: JsonSchema): string | undefined {
  if (exclusiveMaximum !== undefined) return `below ${exclusiveMaximum}`;
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : `to ${maximum}`;
}

function asSchemas(list: readonly unknown[] | undefined): readonly JsonSchema[] {
  return (list ?? []).filter((it): it is JsonSchema => typeof it === 'object' && it !== null);
}
