import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSpecText, renderPlacedProblems } from '../domain/spec-text.ts';
import type { CheckedSpec } from '../domain/spec.ts';
import { projectDir } from '../local/project-dir.ts';

/** What users read in the answers of the two versions. */
export const versionsShown = { first: 'v1', second: 'v2' } as const;

/** The first version, without a bake: it replaces nothing that it could be compared with. */
export async function firstVersion(): Promise<CheckedSpec> {
  const spec = await example('shop.yaml');
  return spec.procedure === 'canary' ? spec : { ...spec, bake: { ...spec.bake, duration: '0s' } };
}

export function secondVersion({ bad, canary }: { bad: boolean; canary: boolean }): Promise<CheckedSpec> {
  if (canary) return example(bad ? 'shop-canary-errors.yaml' : 'shop-canary.yaml');
  return example(bad ? 'shop-errors.yaml' : 'shop-v2.yaml');
}

async function example(name: string): Promise<CheckedSpec> {
  const file = join(projectDir, 'examples', name);
  const read = readSpecText(await readFile(file, 'utf8'), name);
  if (read.kind === 'ok') return read.spec;
  throw new Error(`${file} is no valid spec:\n${renderPlacedProblems(read)}`);
}
