import { asCase, findFailing } from './property.ts';
import type { Run } from './run.ts';

/** Runs random schedules, and prints what was reached and, when one fails, the shortest found. Whether all held. */
export async function printSchedules(runs: number, seed: number): Promise<boolean> {
  const tally = openTally();
  console.log(`${runs} schedules, --seed ${seed}`);
  const failing = await findFailing({ runs, seed, onRun: tally.note });
  console.log(tally.table());
  if (failing === undefined) {
    console.log(`every invariant held in ${tally.speed()}; --seed ${seed}`);
    return true;
  }
  console.log(`--seed ${seed} fails after ${tally.speed()}, shrinking included:`);
  for (const violation of failing.violations) console.log(`- ${violation}`);
  console.log(`As an entry of test/simulation/cases/index.ts:\n${asCase(failing)}`);
  return false;
}

function openTally() {
  const begunMs = Date.now();
  const reached = new Map<string, number>();
  let done = 0;
  let simulatedMs = 0;
  const speed = (): string => {
    const seconds = (Date.now() - begunMs) / 1_000;
    const hours = (simulatedMs / 3_600_000).toFixed(1);
    return `${done} runs in ${seconds.toFixed(0)} s (${(done / seconds).toFixed(1)} runs/s, ${hours} h simulated)`;
  };
  return {
    speed,
    note: (run: Run): void => {
      done += 1;
      simulatedMs += run.lastedMs;
      for (const [what, count] of run.reached) reached.set(what, (reached.get(what) ?? 0) + count);
      if (done % 100 === 0) console.log(speed());
    },
    table: (): string => {
      const rows = [...reached].toSorted(([x], [y]) => (x < y ? -1 : 1));
      return rows.map(([what, count]) => `${String(count).padStart(9)}  ${what}`).join('\n');
    },
  };
}
