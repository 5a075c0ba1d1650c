import { describe, expect, it } from 'vitest';
import { cases } from './cases/index.ts';
import { asCase, findFailing } from './property.ts';
import { simulate } from './run.ts';

describe('the simulation', () => {
  it('finds nothing wrong in random schedules', { timeout: 900_000 }, async () => {
    const failing = await findFailing({ runs: 100, seed: 20_261_128 });
    expect(failing?.violations ?? [], failing && asCase(failing)).toEqual([]);
  });

  it.each(cases)('finds nothing wrong with $title', async ({ schedule }) => {
    expect((await simulate(schedule)).violations).toEqual([]);
  });

  it('notices a drain that is not awaited', async () => {
    const plain = { ...cases[0]!.schedule, sessionMs: 4_000 };
    const sighting = { at: '', apps: [] };
    const awaitDrained = () => Promise.resolve({ kind: 'drained', sighting } as const);
    const { violations } = await simulate(plain, (it) => ({ ...it, awaitDrained }));
    expect(violations).toContainEqual(expect.stringMatching(/was ended with a session on it/));
  });

  it('gives the same run for the same schedule', async () => {
    const [first, ...others] = [cases[1], cases[1]];
    const once = await simulate(first!.schedule);
    for (const it of others) expect((await simulate(it!.schedule)).trace).toEqual(once.trace);
  });
});
