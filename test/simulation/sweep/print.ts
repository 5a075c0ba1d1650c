import type { Cell } from './cell.ts';
import { CHANGES, nameOf } from './changes.ts';
import { PHASES } from './phases.ts';
import { sweepCell } from './sweep.ts';

/** Parts of names; absent: all. */
interface Choice {
  readonly phase?: string | undefined;
  readonly change?: string | undefined;
}

/** Makes every change in every phase, and prints what the release did. Whether all was as docs/guard.md says. */
export async function printSweep({ phase = '', change = '' }: Choice): Promise<boolean> {
  const failed: Cell[] = [];
  let done = 0;
  const begunMs = Date.now();
  for (const chosen of PHASES.filter((it) => it.name.includes(phase))) {
    console.log(chosen.name);
    for (const foreign of CHANGES.filter((it) => nameOf(it).includes(change))) {
      const cell = await sweepCell(chosen, foreign);
      done += cell.did === undefined ? 0 : 1;
      if (cell.problems.length > 0) failed.push(cell);
      console.log(line(cell));
    }
  }
  const seconds = ((Date.now() - begunMs) / 1_000).toFixed(0);
  console.log(`${done} cells in ${seconds} s, ${failed.length} not as docs/guard.md says`);
  return done > 0 && failed.length === 0;
}

function line({ foreign, did, problems }: Cell): string {
  const name = `  ${nameOf(foreign).padEnd(18)}`;
  const told = problems.map((it) => `    DIFFERS: ${it}`);
  if (did === undefined) return [`${name} -> there is none`, ...told].join('\n');
  const named = did.namedAfterMs === undefined ? 'unnamed' : `named after ${did.namedAfterMs} ms`;
  const cause = did.outcome?.cause === undefined ? '' : ` (${did.outcome.cause.kind})`;
  const what = [named, ...(did.isHeld ? ['held'] : []), `${did.endedAs}${cause}`].join(', ');
  return [`${name} -> ${what}`, ...told].join('\n');
}
