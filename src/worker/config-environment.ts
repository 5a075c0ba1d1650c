import { parse } from 'yaml';
import type { Path } from '../domain/problem.ts';
import { fieldsAt, type JsonSchema } from '../domain/schema-lookup.ts';

const SECTIONS = ['targets', 'notifications', 'encryption'];

const overriding = new RegExp(`^PACER_(${SECTIONS.join('|').toUpperCase()})__`);

/** Names of the environment variables that set a part of the configuration. */
export function overridesIn(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env)
    .filter((name) => overriding.test(name))
    .sort();
}

/**
 * The content of the file with what the environment sets. `PACER_TARGETS__production__marathon__url=...` sets
 * `targets.production.marathon.url`: the parts between `__` are names, compared without case, "-" and "_", or indexes
 * of a list. The value is YAML, so that `{kind: token, token: {env: T}}` replaces the whole of a field.
 */
export function withOverrides(content: unknown, env: NodeJS.ProcessEnv, schema: JsonSchema): unknown {
  return overridesIn(env).reduce((at, name) => {
    const [section = '', ...names] = name.slice('PACER_'.length).split('__');
    return setAt(at, [section.toLowerCase(), ...names], valueOf(env[name] ?? ''), schema, []);
  }, content);
}

function valueOf(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return text;
  }
}

function setAt(
  at: unknown,
  names: readonly string[],
  value: unknown,
  schema: JsonSchema,
  path: Path,
): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (/^\d{1,3}$/.test(name) && (Array.isArray(at) || at === undefined)) {
    const index = Number(name);
    const list: unknown[] = Array.isArray(at) ? [...(at as unknown[])] : [];
    list[index] = setAt(list[index], rest, value, schema, [...path, index]);
    return list;
  }
  const fields = isMapping(at) ? at : {};
  const key = keyMeant(name, [...Object.keys(fields), ...fieldsAt(schema, path)]);
  return { ...fields, [key]: setAt(fields[key], rest, value, schema, [...path, key]) };
}

/** A name that is nowhere yet stands as it is written: so begins a new target. */
function keyMeant(name: string, known: readonly string[]): string {
  return known.find((it) => it === name) ?? known.find((it) => plain(it) === plain(name)) ?? name;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
