import type { z } from 'zod';
import type { Path } from './problem.ts';

/** Looking things up in a JSON Schema without references, as zod writes it, by a path of the document. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Names of the fields that may stand there, of all alternatives. */
export function fieldsAt(schema: JsonSchema, path: Path): readonly string[] {
  return [...new Set(nodesAt(schema, path).flatMap((it) => Object.keys(it.properties ?? {})))];
}

/** The words that may stand there. */
export function wordsAt(schema: JsonSchema, path: Path): readonly string[] {
  const words = nodesAt(schema, path).flatMap((it) => [
    ...(it.enum ?? []),
    ...(it.const === undefined ? [] : [it.const]),
  ]);
  return [...new Set(words.map(String))];
}

export function describedAs(schema: JsonSchema, path: Path): string | undefined {
  return nodesAt(schema, path).find((it) => it.description !== undefined)?.description;
}

function nodesAt(schema: JsonSchema, path: Path): readonly JsonSchema[] {
  return path.reduce(
    (nodes, key) => nodes.flatMap((it) => within(it, key)).flatMap(alternatives),
    alternatives(schema),
  );
}

function within(node: JsonSchema, key: string | number): readonly JsonSchema[] {
  const inner = typeof key === 'number' ? node.items : (node.properties?.[key] ?? node.additionalProperties);
  return typeof inner === 'object' && !Array.isArray(inner) ? [inner] : [];
}

function alternatives(node: JsonSchema): readonly JsonSchema[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return [node, ...inner.flatMap((it) => (typeof it === 'object' ? alternatives(it) : []))];
}
