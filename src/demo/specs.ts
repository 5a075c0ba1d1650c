import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectDir } from '../local/project-dir.ts';
import type { BlueGreenSpec } from '../domain/spec.ts';

/** The first version, without a bake: it replaces nothing that could be compared. */
export async function firstVersion(): Promise<BlueGreenSpec> {
  return { ...(await example('shop.yaml')), bake: { duration: '0s' } };
}

export function secondVersion(bad: boolean): Promise<BlueGreenSpec> {
  return example(bad ? 'shop-errors.yaml' : 'shop-v2.yaml');
}

/** What users read in its answers. */
export const versionsShown = { first: 'v1', second: 'v2' } as const;

async function example(name: string): Promise<BlueGreenSpec> {
  return parse(await readFile(join(projectDir, 'examples', name), 'utf8')) as BlueGreenSpec;
}
