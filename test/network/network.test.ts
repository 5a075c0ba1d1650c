import { describe, expect, it } from 'vitest';
import { play } from './play.ts';
import { rowsInShare } from './rows.ts';
import { lineOf } from './table.ts';

/** The share of every run; `npm run network` has all of it, and other seeds. */
const seed = Number(process.env['NETWORK_SEED'] ?? '1');

describe('a network that loses, repeats, delays, refuses and cuts what is said', () => {
  it(
    `costs no user a request, and every release ends as it would without: seed ${seed}`,
    { timeout: 400_000 },
    async () => {
      const trials = await play({ seed, lanes: 2, first: ['release'], rows: rowsInShare(seed) });
      const wrong = trials.filter(({ violations, asUsual }) => violations.length > 0 || !asUsual);
      expect(wrong.map(lineOf)).toEqual([]);
    },
  );
});
