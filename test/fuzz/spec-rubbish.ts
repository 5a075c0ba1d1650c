import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { anyValue } from './rubbish.ts';

const folder = new URL('../../examples/', import.meta.url);

/** Specs that are right, to be spoiled. */
const examples: readonly unknown[] = readdirSync(folder)
  .filter((it) => it.endsWith('.yaml'))
  .map((it) => parse(readFileSync(new URL(it, folder), 'utf8')) as unknown);

/** Values that are nearly right, of the kinds that specs have. */
const nearly = fc.constantFrom<unknown>(
  ...['', ' ', '0s', '30', '1e3s', '-1s', '999999999w', '3651d', '10 m', 'PT5M', '∞', '1s\n', '500ms', '5m'],
  ...['/shop', '/Shop', '//', '/..', '/a/../b', 'shop ', '-shop', 'local', 'http://x', 'a'.repeat(300)],
  ...['>= 0.99', '>= NaN', '>', '> 1e999', '!= 0', '>=0.99 || true', '{{x}}', '$(id)', '\u0000', 'x\r\ny'],
  ...[-1, 0, 1, 1.5, 1e9, 1e21, 2 ** 53, -0, null, true, [], {}, [[]], [null], { kind: 'x' }],
  ...[
    'queue',
    'replace',
    'batch 0',
    'batch 1',
    'step 99999',
    'launch',
    'retire-blue',
    'canary',
    'blue-green',
  ],
);

type Step = readonly [
  kind: 'replace' | 'remove' | 'add' | 'repeat' | 'rename',
  where: number,
  value: unknown,
];

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'repeat', 'rename'),
  fc.nat(10_000),
  fc.oneof(nearly, anyValue),
);

type Branch = Record<string, unknown>;

/** Every mapping and list within a value with its keys. */
function places(value: unknown): readonly (readonly [Branch, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const branch = value as Branch;
  return Object.keys(branch).flatMap((key) => [[branch, key] as const, ...places(branch[key])]);
}

/** Of a value only copies go in: one that is spoiled later would otherwise contain itself. */
function spoil(spec: unknown, [kind, where, put]: Step): unknown {
  const value: unknown = structuredClone(put);
  const all = places(spec);
  const place = all[where % Math.max(1, all.length)];
  if (place === undefined) return value;
  const [branch, key] = place;
  if (kind === 'remove') Reflect.deleteProperty(branch, key);
  else if (kind === 'add')
    Object.defineProperty(branch, addedKey(value), {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else if (kind === 'repeat') branch[key] = [branch[key], branch[key], value];
  else if (kind === 'rename') branch[key.slice(0, -1)] = branch[key];
  else branch[key] = value;
  return spec;
}

/** What cannot be spoiled so, such as the length of a list, stays. */
function spoilt(spec: unknown, it: Step): unknown {
  try {
    return spoil(spec, it);
  } catch {
    return spec;
  }
}

function addedKey(value: unknown): string {
  return typeof value === 'string' ? value : '__proto__';
}

/** A spec with one to some fields spoiled, or anything at all. */
export const anySpec: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...examples), fc.array(step, { minLength: 1, maxLength: 4 }))
      .map(([spec, steps]) => steps.reduce(spoilt, structuredClone(spec))),
  },
  { weight: 1, arbitrary: anyValue },
);
