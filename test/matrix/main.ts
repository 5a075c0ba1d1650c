/** `npm run matrix -- [--seed S] [--scenario X,Y] [--activity Y] [--once] [--at-once N] [--passes N]`: the crash matrix, in full. */
import { parseArgs } from 'node:util';
import { runMatrix } from './run.ts';
import { scenarios } from './scenarios.ts';
import { cellsOf, shareOf, shortfalls } from './coverage.ts';
import { randomOf } from '../support/random.ts';
import { tableOf } from './table.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    scenario: { type: 'string' },
    activity: { type: 'string' },
    'at-once': { type: 'string', default: '3' },
    passes: { type: 'string', default: '20' },
    once: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const begunMs = Date.now();
const names = values.scenario?.split(',');
const chosen = scenarios.filter((it) => names === undefined || names.includes(it.name));
const random = randomOf(seed);
const cells = (values.once ? shareOf(chosen, 'all', random) : chosen.flatMap(cellsOf)).filter(
  (it) => values.activity === undefined || it.activity === values.activity,
);
say(`seed ${seed}`);
const result = await runMatrix({
  scenarios: chosen.filter((it) => cells.some((cell) => cell.scenario === it.name)),
  cells,
  random,
  atOnce: Number(values['at-once']),
  passes: Number(values.passes),
  minutes: Number(values.minutes),
  say,
});
say(tableOf(result, Math.round((Date.now() - begunMs) / 1_000)));
const isAll = values.scenario === undefined && values.activity === undefined;
const wrong = [
  ...result.passes.flatMap((it) => it.violations.map((text) => `${it.scenario} ${it.pass}: ${text}`)),
  ...(isAll ? shortfalls(result.killed) : []),
  ...result.missing.map((it) => `not reached: ${it.activity} ${it.moment} in ${it.scenario}`),
];
for (const line of wrong) say(line);
say(wrong.length === 0 ? `every invariant held (seed ${seed})` : `${wrong.length} violations (seed ${seed})`);
process.exit(wrong.length === 0 ? 0 : 1);
