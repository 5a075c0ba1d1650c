import { describe, expect, it } from 'vitest';
import { seedOf } from '../support/seed.ts';
import { allActivities } from './cells.ts';
import { shareOf, shortfalls } from './coverage.ts';
import { runMatrix } from './run.ts';
import { scenarios } from './scenarios.ts';
import { randomOf } from '../support/random.ts';

/** `npm run matrix` plays all. */
const SHARE = ['bluegreen', 'canary', 'fast'];
const SEED = seedOf('MATRIX_SEED', 20_261);

describe('the crash matrix', () => {
  it('has every activity of the code in a scenario, and none besides', () => {
    const dying = new Set(scenarios.flatMap((it) => it.dying));
    expect([...dying].sort()).toEqual([...allActivities()].sort());
  });

  it('tells which activities have not died, and when', () => {
    const cell = { scenario: 's', activity: 'one', moment: 'before' } as const;
    const answered = { ...cell, moment: 'answered' } as const;
    expect(shortfalls([cell, answered], ['one', 'two'])).toEqual([
      'not reached: one acted, in any scenario',
      'not reached: two before, acted, answered, in any scenario',
    ]);
  });

  it(`loses nothing when the worker is killed in some of them (seed ${SEED})`, async () => {
    const random = randomOf(SEED);
    const chosen = scenarios.filter(({ name }) => SHARE.includes(name));
    const lines: string[] = [];
    const { passes, deaths } = await runMatrix({
      scenarios: chosen,
      cells: shareOf(chosen, 'one', random),
      random,
      atOnce: chosen.length,
      passes: 1,
      minutes: 1.5,
      say: (line) => lines.push(line),
    });
    const violations = passes.flatMap((it) => it.violations.map((text) => `${it.scenario}: ${text}`));
    expect(violations, lines.join('\n')).toEqual([]);
    expect(deaths, lines.join('\n')).toBeGreaterThan(0);
  }, 600_000);
});
