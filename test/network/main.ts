/**
 * The lying network at full breadth: each kind of call with each fate once in every procedure, then releases in which each
 * call meets one at random. `npm run network -- --seed S --runs N --rate R --lanes L --once every|one|none`; ends with 0 when nothing was violated.
 */
import { parseArgs } from 'node:util';
import { neverMade, play } from './play.ts';
import { rowsAtRandom, rowsInEvery, rowsInOne, SCENARIOS } from './rows.ts';
import { lineOf, tableOf } from './table.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '40' },
    rate: { type: 'string', default: '0.02' },
    lanes: { type: 'string', default: '2' },
    /** Where each call meets each fate once: in `every` procedure that makes it, in `one`, in `none`. */
    once: { type: 'string', default: 'every' },
  },
});

const [seed, runs, rate, lanes] = [values.seed, values.runs, values.rate, values.lanes].map(Number) as [
  number,
  number,
  number,
  number,
];
console.log(`seed ${seed}, ${runs} runs at random, rate ${rate}, ${lanes} at a time`);
const once =
  new Map([
    ['every', rowsInEvery],
    ['one', rowsInOne],
  ]).get(values.once)?.() ?? [];
const trials = await play({
  seed,
  lanes,
  first: SCENARIOS,
  rows: [...once, ...rowsAtRandom(runs, rate)],
  onTrial: (trial) => {
    console.log(lineOf(trial));
  },
});
console.log(tableOf(trials));
const wrong = [...trials.flatMap(({ violations }) => violations), ...neverMade(trials)];
const requests = trials.reduce((sum, it) => sum + it.requests, 0);
const failed = trials.reduce((sum, it) => sum + it.failed, 0);
console.log(
  `${trials.length} releases, ${failed} of ${requests} requests failed, ${wrong.length} violations`,
);
for (const it of wrong) console.log(`  ${it}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
