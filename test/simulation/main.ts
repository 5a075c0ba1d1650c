import { parseArgs } from 'node:util';
import { asCase, findFailing } from './property.ts';
import type { Run } from './run.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const runs = positive('--runs', values.runs);
const seed =
  values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : positive('--seed', values.seed);
const begunMs = Date.now();
const reached = new Map<string, number>();
let done = 0;
let simulatedMs = 0;

console.log(`${runs} schedules, --seed ${seed}`);
const failing = await findFailing({ runs, seed, onRun: note });
console.log(table());
if (failing === undefined) {
  console.log(`every invariant held in ${speed()}; --seed ${seed}`);
} else {
  console.log(`--seed ${seed} fails after ${speed()}, shrinking included:`);
  for (const violation of failing.violations) console.log(`- ${violation}`);
  console.log(`As an entry of test/simulation/cases/index.ts:\n${asCase(failing)}`);
  process.exitCode = 1;
}

function note(run: Run): void {
  done += 1;
  simulatedMs += run.lastedMs;
  for (const [what, count] of run.reached) reached.set(what, (reached.get(what) ?? 0) + count);
  if (done % 100 === 0) console.log(speed());
}

function speed(): string {
  const seconds = (Date.now() - begunMs) / 1_000;
  const hours = (simulatedMs / 3_600_000).toFixed(1);
  return `${done} runs in ${seconds.toFixed(0)} s (${(done / seconds).toFixed(1)} runs/s, ${hours} h simulated)`;
}

function table(): string {
  const rows = [...reached].toSorted(([x], [y]) => (x < y ? -1 : 1));
  return rows.map(([what, count]) => `${String(count).padStart(9)}  ${what}`).join('\n');
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`${option}: "${text}" is not a whole number above 0. Give one, such as ${option} 1000`);
  process.exit(2);
}
