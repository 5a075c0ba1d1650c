import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { published, withTable } from '../../schema/published.ts';
import { readSpecText, renderPlacedProblems } from '../../src/domain/spec-text.ts';
import { checkCanarySpec, checkSpec } from '../../src/domain/spec-errors.ts';
import { anApp, aSpec } from './spec-input.ts';

const howTo = 'run: node --import tsx schema/generate.ts';
const [specs, canaries, configurations] = published;
const ajv = new Ajv2020({ strict: false, allErrors: true });
const isSpec = ajv.compile(JSON.parse(readFileSync(specs!.schemaFile, 'utf8')) as object);
const isCanary = ajv.compile(JSON.parse(readFileSync(canaries!.schemaFile, 'utf8')) as object);
const isConfiguration = ajv.compile(JSON.parse(readFileSync(configurations!.schemaFile, 'utf8')) as object);

/** The YAML in a document, block by block. */
function yamlIn(file: URL): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text!);
}

describe('what is published', () => {
  it.each(published)('as the schema of $name is what the code says', ({ schema, schemaFile }) => {
    expect(readFileSync(schemaFile, 'utf8'), howTo).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it.each(published)('as the document of $name has every field as the code has it', async (it) => {
    const text = readFileSync(it.documentFile, 'utf8');
    expect(text, howTo).toBe(await withTable(text, it));
    expect(text).toContain('| field');
  });
});

describe('a foreign validator', () => {
  const folder = new URL('../../examples/', import.meta.url);
  const examples = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
  const documented = [specs!, canaries!].flatMap(({ name, documentFile }) =>
    yamlIn(documentFile).map((text, index) => [`the document of ${name}, block ${index + 1}`, text] as const),
  );

  it.each([...examples, ...documented])('takes %s, and so does the code', (name, text) => {
    const input = parse(text) as { readonly procedure?: string };
    const isRight = input.procedure === 'canary' ? isCanary : isSpec;
    isRight(input);
    expect(isRight.errors).toBeNull();
    const read = readSpecText(text, name);
    expect(read.kind === 'ok' ? '' : renderPlacedProblems(read)).toBe('');
  });

  it('takes the configuration in docs/configuration.md', () => {
    const [text] = yamlIn(configurations!.documentFile);
    isConfiguration(parse(text!));
    expect(isConfiguration.errors).toBeNull();
  });

  it.each([
    ['no target', { target: undefined }],
    ['an unknown field', { drian: {} }],
    ['a duration without a unit', { health: { timeout: '30' } }],
    ['a wrong word', { drain: { onTimeout: 'rollback' } }],
    ['a batch of none', { batches: { size: 0 } }],
    ['two forms of batches', { batches: { growth: 2, percent: 10 } }],
    ['a check without a bound', { bake: { checks: [{ name: 'a', query: 'up' }] } }],
    ['a wrong id', { app: anApp({ id: 'Shop' }) }],
    ['a gate without a place', { gates: [{ name: 'ops' }] }],
    ['a gate with two places', { gates: [{ before: 'bake', after: 'launch' }] }],
    ['a gate at a place of a canary', { gates: [{ before: 'retire-stable' }] }],
    ['a gate for nobody', { gates: [{ before: 'bake', by: [] }] }],
    ['what happens at no deadline', { gates: [{ before: 'bake', onDeadline: 'approve' }] }],
    ['until at no point', { until: 'retire-blue' }],
    ['what happens at no end', { until: { point: 'batch 1', then: 'approve' } }],
    ['no deadline', { deadlines: { release: '0' } }],
  ])('refuses %s, and so does the code', (_, different) => {
    const spec = aSpec(different);
    expect(isSpec(spec)).toBe(false);
    expect(checkSpec(spec).kind).toBe('invalid');
  });

  it.each([
    ['both steps and weights', { steps: [{ setWeight: 1 }] }],
    ['neither steps nor weights', { weights: undefined }],
    ['a step with two keys', { weights: undefined, steps: [{ setWeight: 1, pause: {} }] }],
    ['a share beyond all', { weights: [101] }],
    ['a check that is both ready-made and a query', { checks: [{ check: 'restarts', query: 'up' }] }],
    ['a ready-made check that there is not', { checks: [{ check: 'errors', failWhen: '> 0' }] }],
    ['a wrong policy', { checks: [{ check: 'restarts', onNoData: 'rollback' }] }],
    ['users known by what HAProxy does not look at', { sticky: { by: 'path' } }],
    ['a gate between batches', { gates: [{ before: 'batches' }] }],
    ['until after a batch', { until: 'batch 1' }],
  ])('refuses a canary with %s, and so does the code', (_, different) => {
    const spec = aSpec({ weights: [5, 50], ...different });
    expect(isCanary(spec)).toBe(false);
    expect(checkCanarySpec(spec).kind).toBe('invalid');
  });
});
