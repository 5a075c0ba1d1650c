import fc from 'fast-check';
import { expect, it } from 'vitest';
import { patternOfTenYears } from '../../schema/duration-pattern.ts';
import { LONGEST_MS, parseDurationMs } from '../../src/domain/duration.ts';

const taken = new RegExp(patternOfTenYears);

const around = [315_360_000, 5_256_000, 87_600, 3_650, 521].flatMap((it) => [it - 1, it, it + 1]);
const whole = fc.oneof(
  fc.constantFrom(...around.map(String), '0', '00', '000000000', '0000000000'),
  fc.nat(999_999_999).map(String),
  fc.nat(99_999).map((it) => `00${it}`),
);
const part = fc.oneof(
  fc.constantFrom('', '.', '.0', '.000', '.0000', '.001', '.4', '.41', '.428', '.429', '.43', '.42', '.5'),
  fc.nat(999).map((it) => `.${it}`),
);
const unit = fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w', '', 'y', 'S');

it("the schema's pattern takes what the code takes, up to ten years", () => {
  fc.assert(
    fc.property(fc.tuple(whole, part, unit), (parts) => {
      const text = parts.join('');
      const ms = parseDurationMs(text);
      expect(taken.test(text), text).toBe(ms !== undefined && ms <= LONGEST_MS);
    }),
    { numRuns: 5_000 },
  );
});
