import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { canarySpecSchema } from '../src/domain/canary-spec.ts';
import { durationPattern } from '../src/domain/duration.ts';
import type { JsonSchema } from '../src/domain/schema-lookup.ts';
import { blueGreenSpecSchema } from '../src/domain/spec.ts';
import { configJsonSchema } from '../src/worker/config-schema.ts';
import { patternOfTenYears } from './duration-pattern.ts';
import { schemaTable } from './table.ts';

export interface Published {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly schemaFile: URL;
  /** Has the schema's fields as a table between `<!-- fields -->` and `<!-- /fields -->`. */
  readonly documentFile: URL;
}

export const published: readonly Published[] = [
  {
    name: 'a blue-green spec',
    schema: ofSpec(blueGreenSpecSchema),
    schemaFile: new URL('blue-green.schema.json', import.meta.url),
    documentFile: new URL('../docs/spec.md', import.meta.url),
  },
  {
    name: "a canary's spec",
    schema: ofSpec(canarySpecSchema),
    schemaFile: new URL('canary.schema.json', import.meta.url),
    documentFile: new URL('../docs/canary.md', import.meta.url),
  },
  {
    name: "the worker's configuration",
    schema: configJsonSchema(),
    schemaFile: new URL('worker-configuration.schema.json', import.meta.url),
    documentFile: new URL('../docs/configuration.md', import.meta.url),
  },
];

/** A spec's durations have a bound, which the schema can only say as a pattern. */
function ofSpec(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern === durationPattern.source) jsonSchema.pattern = patternOfTenYears;
    },
  });
}

/** The document with the table of today, formatted like all others. */
export async function withTable(document: string, { schema, documentFile }: Published): Promise<string> {
  const table = `<!-- fields -->

${schemaTable(schema)}

<!-- /fields -->`;
  const text = document.replace(/<!-- fields -->[^]*<!-- \/fields -->/, () => table);
  const options = await resolveConfig(documentFile);
  return format(text, { ...options, parser: 'markdown' });
}
