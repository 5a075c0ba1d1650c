import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remedyOfPlace, remedyOfPoint } from '../../src/domain/gate-place-remedy.ts';
import { placePattern, placeText, pointPattern, toPlace } from '../../src/domain/gate-place.ts';

describe('a place', () => {
  it.each([
    ['before', 'launch', { point: 'launch' }],
    ['before', 'traffic', { point: 'traffic' }],
    ['before', 'batches', { point: 'batch' }],
    ['before', 'batch 12', { point: 'batch', number: 12 }],
    ['after', 'step 3', { point: 'step', number: 3 }],
    ['before', 'steps', { point: 'step' }],
    ['before', 'promotion', { point: 'promotion' }],
    ['before', 'retire-blue', { point: 'retire' }],
    ['before', 'retire-stable', { point: 'retire' }],
    ['after', 'bake', { point: 'bake' }],
    ['before', 'remove-blue', { point: 'removal' }],
    ['before', 'remove-stable', { point: 'removal' }],
  ] as const)('%s %s is read', (when, text, place) => {
    expect(toPlace(when, text)).toEqual({ when, ...place });
  });

  it('that is none is an error of the program', () => {
    expect(() => toPlace('before', 'lunch')).toThrow('"lunch" is no place');
  });

  it.each([
    ['blue-green', 'blue'],
    ['canary', 'stable'],
  ] as const)('of a %s release is written as it was read', (procedure, old) => {
    fc.assert(
      fc.property(
        fc.stringMatching(placePattern[procedure]),
        fc.constantFrom('before' as const, 'after' as const),
        (text, when) => {
          expect(placeText(toPlace(when, text), old)).toBe(`${when} ${text}`);
        },
      ),
    );
  });

  it.each(['blue-green', 'canary'] as const)(
    'that is a point of a %s release is one of its places',
    (procedure) => {
      fc.assert(
        fc.property(fc.stringMatching(pointPattern[procedure]), (text) => placePattern[procedure].test(text)),
      );
    },
  );
});

const places =
  '"launch", "batch 1", "bake", "traffic", "batches", "promotion", "retire-blue" or "remove-blue"';

describe('what to do about a wrong place', () => {
  it.each([
    ['retire-stable', 'blue-green', 'belongs to a canary: in a blue-green release say "retire-blue"'],
    ['remove-blue', 'canary', 'belongs to a blue-green release: in a canary say "remove-stable"'],
    ['batch 2', 'canary', 'belongs to a blue-green release: in a canary say "step 2"'],
    ['batches', 'canary', 'belongs to a blue-green release: in a canary say "steps"'],
    ['step 12', 'blue-green', 'belongs to a canary: in a blue-green release say "batch 12"'],
    ['batch 0', 'blue-green', 'counts from 1: the first is "batch 1"'],
    ['Batch-3', 'blue-green', `must be a place: ${places}; did you mean "batch 3"?`],
    ['Retire-Blue', 'blue-green', `must be a place: ${places}; did you mean "retire-blue"?`],
    ['lunch', 'blue-green', `must be a place: ${places}; did you mean "launch"?`],
    ['', 'blue-green', `must be a place: ${places}`],
  ] as const)('"%s" in a %s release', (text, procedure, remedy) => {
    expect(remedyOfPlace(text, procedure)).toBe(remedy);
  });

  it.each([
    [
      'retire-blue',
      'blue-green',
      'is no point to stop after: name "launch", "batch 1" or "bake", or have a gate before: retire-blue',
    ],
    ['batch 1', 'canary', 'belongs to a blue-green release: in a canary say "step 1"'],
    ['bakes', 'canary', 'must be a point to stop after: "launch", "step 1" or "bake"; did you mean "bake"?'],
  ] as const)('"%s" as a point in a %s release', (text, procedure, remedy) => {
    expect(remedyOfPoint(text, procedure)).toBe(remedy);
  });
});
