import { durationText } from '../../../src/domain/duration-text.ts';
import { bakeFor, type BakeReport } from './day.ts';

/** Runs a bake that stays well and one that turns bad near its end, and prints what came of them. Whether all held. */
export async function printBakes(bakeMs: number, seed: number): Promise<boolean> {
  let isWell = true;
  for (const turnsBad of [false, true]) {
    const begunMs = Date.now();
    const report = await bakeFor({ bakeMs, seed, turnsBad });
    const title = turnsBad ? 'whose check turns bad after 23 of 24 parts' : 'that stays well';
    console.log(`a bake of ${durationText(bakeMs)} ${title}, --seed ${seed}`);
    console.log(lines(report, (Date.now() - begunMs) / 1_000).join('\n'));
    isWell &&= report.violations.length === 0;
  }
  console.log(isWell ? `every invariant held; --seed ${seed}` : `--seed ${seed} fails`);
  return isWell;
}

function lines(report: BakeReport, wallSeconds: number): string[] {
  const { release, keeper, wholeAfterMs, fallbackMs } = report;
  const slowest = Math.max(0, ...wholeAfterMs);
  return [
    `  outcome         ${report.outcome}`,
    `  simulated time  ${seconds(report.simulatedMs)}, of it the bake ${seconds(report.bakedMs)}`,
    `  wall time       ${wallSeconds.toFixed(0)} s`,
    `  looks           ${report.looks} at green, ${report.queries} questions to Prometheus`,
    `  faults          ${report.faults.map((it) => ('name' in it ? it.name : it.kind)).join(', ')}`,
    `  pool            whole again after ${seconds(slowest)} at most (${wholeAfterMs.length} times)`,
    ...(fallbackMs === undefined
      ? []
      : [`  way back        the last user on green after ${seconds(fallbackMs)}`]),
    `  history         release ${release.events} events, ${release.bytes} bytes; keeper ${keeper.events}, ${keeper.bytes}`,
    ...report.violations.map((it) => `  VIOLATED        ${it}`),
  ];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
