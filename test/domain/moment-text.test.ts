import { expect, it } from 'vitest';
import { momentText } from '../../src/domain/moment-text.ts';

it.each([
  ['a date as it is', Date.UTC(2026, 10, 28), '2026-11-28T00:00:00.000Z'],
  ['what is beyond all dates as the last one', Date.UTC(2026, 10, 28) + 6e16, '+275760-09-13T00:00:00.000Z'],
])('tells %s', (_, epochMs, text) => {
  expect(momentText(epochMs)).toBe(text);
});
