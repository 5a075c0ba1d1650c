import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSpecOfEither } from '../../src/domain/spec-errors.ts';
import { aCanary, query, ratio } from './canary-input.ts';

describe('whatever is written', () => {
  const whole = JSON.stringify(
    aCanary({
      steps: [
        { setWeight: 5 },
        { pause: { duration: '1m' } },
        { setCanaryScale: { percent: 5 } },
        { setHeaderRoute: { name: 'r', match: [{ headerName: 'h', headerValue: { exact: 'v' } }] } },
        { analysis: { checks: ['success-rate'] } },
      ],
      checks: [
        { ...ratio, interval: '5s', count: 3, initialDelay: '5s' },
        { name: 'own', query, failWhen: '> 1' },
      ],
      analysis: { startingStep: 2, timeout: '1h' },
      bake: { duration: '1m', checks: ['own'] },
      sticky: { by: 'header', name: 'x' },
    }),
  );
  /** Keys and values alike. */
  const words = [...whole.matchAll(/(?<=[[:,{])("[^"]*"|\d+|\{\}|\[\])(?=[\]:,}])/g)].map(
    ({ index, 0: { length } }) => [index, length] as const,
  );
  const odd = fc.constantFrom(
    '"abc"',
    '""',
    'null',
    '-1',
    '1e9',
    '0.125',
    '[]',
    '{}',
    '[null]',
    'true',
    '"1.5m"',
    '"0s"',
    '"{{x}}"',
    '"> 1"',
  );

  it('is taken or refused, and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...words), odd), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const text = changes
            .sort(([[one]], [[other]]) => other - one)
            .reduce((now, [[at, length], what]) => now.slice(0, at) + what + now.slice(at + length), whole);
          fc.pre(isJson(text));
          const check = checkSpecOfEither(JSON.parse(text));
          if (check.kind === 'invalid') expect(check.problems).not.toEqual([]);
          else expect(checkSpecOfEither(check.spec)).toEqual(check);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
