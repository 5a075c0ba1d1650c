import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { aWorld } from '../support/world.ts';
import { answers } from './answers.ts';
import { commandLine } from './command-line.ts';
import { flood } from './flood.ts';
import { queries, signals, updates } from './messages.ts';
import { receivers } from './receivers.ts';
import { specs } from './specs.ts';
import { starts } from './starts.ts';
import { told } from './told.ts';
import { rendered, summed, type Tally } from './tally.ts';

/** `npm run fuzz -- --runs N --seed S`: so much rubbish, to everything that takes some, and what came of it. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
});
const runs = Number(values.runs);
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const { only } = values;
const ON_TEMPORAL = ['signals', 'updates', 'queries', 'starts', 'flood'];
const parts: Tally[] = [];

async function part(kind: string, share: number, act: (count: number) => Promise<Tally>): Promise<void> {
  if (only !== undefined && only !== kind && !(only === 'temporal' && ON_TEMPORAL.includes(kind))) return;
  const done = await act(Math.max(1, Math.round(runs * share)));
  parts.push(done);
  console.log(rendered([done]));
}

console.log(`seed ${seed}, ${runs} runs; once more: npm run fuzz -- --runs ${runs} --seed ${seed}`);
await part('specs', 0.552, (count) => specs(count, seed));
await part('sandbox', 0.22, (count) => told('signal', count, seed));
await part('sandbox', 0.08, (count) => told('update', count, seed));
await part('sandbox', 0.04, (count) => told('query', count, seed));
await part('command-line', 0, () => commandLine());
if (only === undefined || only === 'temporal' || ON_TEMPORAL.includes(only)) await onTemporal();
await part('answers', 0.02, (count) => answers(count, seed));
console.log(summed(parts));
process.exitCode = parts.every(({ defects }) => defects.length === 0) ? 0 : 1;

async function onTemporal(): Promise<void> {
  const services = ['one', 'other', 'third'];
  const world = await aWorld(services);
  try {
    const all = receivers(world, services);
    await part('signals', 0.02, (count) => signals({ world, all, runs: count, seed }));
    await part('updates', 0.008, (count) => updates({ world, all, runs: count, seed }));
    await part('queries', 0.008, (count) => queries({ world, all, runs: count, seed }));
    await part('starts', 0.002, (count) => starts(world, count, seed));
    await part('flood', 0.05, (count) => flood(world, 'third', count, seed));
  } finally {
    await world.end();
  }
}
