import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkCanarySpec, checkSpec } from '../../src/domain/spec-errors.ts';
import { problemsOf } from './canary-input.ts';
import { aSpec } from './spec-input.ts';

/** The fragments of YAML in a document's section about control. */
function fragmentsIn(document: string): readonly string[] {
  const text = readFileSync(new URL(`../../docs/${document}`, import.meta.url), 'utf8');
  const section = /^## People in command\n([^]*?)^## /m.exec(text)?.[1] ?? '';
  return [...section.matchAll(/```yml\n([^]*?)```/g)].map(([, it = '']) => it);
}

describe('what the documents show of control', () => {
  it.each([
    ['spec.md', 4, checkSpec],
    ['canary.md', 1, checkCanarySpec],
  ] as const)('in %s is right in a spec', (document, count, check) => {
    const fragments = fragmentsIn(document);
    expect(fragments).toHaveLength(count);
    for (const it of fragments)
      expect(problemsOf(aSpec(parse(it) as Record<string, unknown>), check)).toBe('');
  });
});
