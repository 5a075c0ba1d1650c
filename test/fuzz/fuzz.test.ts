import { expect, it } from 'vitest';
import { seedOf } from '../support/seed.ts';
import { answers } from './answers.ts';
import { specs } from './specs.ts';
import { rendered, type Tally } from './tally.ts';
import { told } from './told.ts';

/** The breadth is `npm run fuzz`. */
const FIXED = 20_261_128;
const OTHER = seedOf('FUZZ_SEED', 7_130_512);

async function clean(tally: Promise<Tally>): Promise<void> {
  const { defects, ...rest } = await tally;
  if (defects.length > 0) console.log(rendered([{ ...rest, defects }]));
  expect(defects).toEqual([]);
}

it.each([FIXED, OTHER])(
  'a spoiled spec is taken, or refused with field, value and remedy (seed %i)',
  (seed) => clean(specs(1_000, seed)),
);

it.each([FIXED, OTHER])(
  'rubbish in signals, updates and queries fails no task of a workflow (seed %i)',
  async (seed) => {
    await clean(told('signal', 250, seed));
    await clean(told('update', 120, seed));
    await clean(told('query', 100, seed));
  },
);

it(`rubbish of servers and apps is an error with its place (seed ${OTHER})`, () =>
  clean(answers(200, OTHER, { isBrief: true })));
