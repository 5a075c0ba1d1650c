import { readFileSync, writeFileSync } from 'node:fs';
import { published, withTable } from './published.ts';

/** Writes what the code says into this folder and into the tables of docs/: `node --import tsx schema/generate.ts`. */
for (const it of published) {
  writeFileSync(it.schemaFile, `${JSON.stringify(it.schema, null, 2)}\n`);
  writeFileSync(it.documentFile, await withTable(readFileSync(it.documentFile, 'utf8'), it));
}
