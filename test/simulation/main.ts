import { parseArgs } from 'node:util';
import { parseDurationMs } from '../../src/domain/duration.ts';
import { printBakes } from './day/print.ts';
import { printSchedules } from './print.ts';
import { printSweep } from './sweep/print.ts';

/** Long enough for what happens in it to be told apart. */
const SHORTEST_BAKE_MS = 1_800_000;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    bake: { type: 'string' },
    sweep: { type: 'boolean', default: false },
    phase: { type: 'string' },
    change: { type: 'string' },
  },
});
const seed =
  values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : positive('--seed', values.seed);

process.exitCode = (await chosen()) ? 0 : 1;

function chosen(): Promise<boolean> {
  if (values.sweep) return printSweep(values);
  if (values.bake !== undefined) return printBakes(duration('--bake', values.bake), seed);
  return printSchedules(positive('--runs', values.runs), seed);
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`${option}: "${text}" is not a whole number above 0. Give one, such as ${option} 1000`);
  process.exit(2);
}

function duration(option: string, text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined && durationMs >= SHORTEST_BAKE_MS) return durationMs;
  console.error(`${option}: "${text}" is not a duration of half an hour at least, such as ${option} 24h`);
  process.exit(2);
}
