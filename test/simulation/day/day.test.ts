import { expect, it } from 'vitest';
import { bakeFor } from './day.ts';

const HOUR_MS = 3_600_000;

it(
  'a bake of two hours takes all of its time, watched all along, whatever restarts',
  { timeout: 600_000 },
  async () => {
    const report = await bakeFor({ bakeMs: 2 * HOUR_MS, seed: 5 });
    expect(report.violations).toEqual([]);
  },
);

it('a bake falls back within a check when that turns bad near its end', { timeout: 600_000 }, async () => {
  const report = await bakeFor({ bakeMs: HOUR_MS / 2, seed: 5, turnsBad: true });
  expect(report.violations).toEqual([]);
});
