import { z } from 'zod';
import { blueGreenSpecSchema } from './spec.ts';

/** The published JSON Schema (2020-12) of a spec as a person writes it. The committed file is this, checked by a test. */
export function blueGreenJsonSchema(): z.core.JSONSchema.BaseSchema {
  return { title: 'Pacer: blue-green release', ...z.toJSONSchema(blueGreenSpecSchema, { io: 'input' }) };
}
