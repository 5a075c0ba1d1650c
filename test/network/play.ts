import { CALLS, type Call, type Scenario } from './calls.ts';
import { undisturbed, type Lane } from './lane.ts';
import { aNetwork, type Network } from './network.ts';
import { disturbanceOf, type Row } from './rows.ts';
import { procedures } from './scenarios.ts';
import { tryOut, type Trial } from './trial.ts';

export interface Play {
  readonly seed: number;
  readonly lanes: number;
  readonly rows: readonly Row[];
  /** Procedures that are gone through undisturbed before the rows: how often each kind of call is made. */
  readonly first: readonly Scenario[];
  readonly onTrial?: (trial: Trial) => void;
}

/** Services that HAProxy has an entry for; a service in which something went wrong is not used again. */
const services = Array.from({ length: 60 }, (_, index) => `shop-${String(index + 1)}`);

/** Tries out all rows, several at a time, after the undisturbed ones. */
export async function play({ seed, lanes, rows, first, onTrial }: Play): Promise<readonly Trial[]> {
  const network = await aNetwork(services, lanes);
  const trials: Trial[] = [];
  const usual = new Map<Scenario, ReadonlyMap<Call, number>>();
  const unused = [...services];
  const note = (trial: Trial): void => {
    if (trial.row.kind === 'undisturbed') usual.set(trial.row.scenario, trial.seen);
    trials.push(trial);
    onTrial?.(trial);
  };
  try {
    const travellers = network.lanes.map((lane) => traveller(network, lane, unused));
    const runAll = async (all: readonly Row[]): Promise<void> => {
      const left = [...all];
      await Promise.all(
        travellers.map(async (go) => {
          for (let row = left.shift(); row !== undefined; row = left.shift())
            note(await go(row, seed, usual.get(row.scenario) ?? new Map()));
        }),
      );
    };
    await runAll(first.map((scenario) => ({ kind: 'undisturbed', scenario })));
    await runAll(rows);
    return trials;
  } finally {
    await network.end();
  }
}

type Go = (row: Row, seed: number, usual: ReadonlyMap<Call, number>) => Promise<Trial>;

/** Tries out rows one after the other in one lane, on one service as long as all goes well. */
function traveller({ world }: Network, lane: Lane, unused: string[]): Go {
  let service: string | undefined;
  let version = 0;
  const fresh = (): string => {
    const next = unused.shift();
    if (next === undefined) throw new Error('too many services have come to harm: no further one is left');
    return next;
  };
  const serving = async (): Promise<string> => {
    const chosen = fresh();
    lane.disturb(undisturbed);
    await world.release(procedures.first.spec(lane, chosen, 'v0'));
    return chosen;
  };
  return async (row, seed, usual) => {
    const chosen = row.scenario === 'first' ? fresh() : (service ??= await serving());
    version += 1;
    const where = { world, lane, service: chosen, version: `v${String(version)}` };
    const trial = await tryOut(where, row, disturbanceOf(row, seed, usual));
    if (trial.violations.length > 0) service = undefined;
    return trial;
  };
}

/** Kinds of call that the list has for a procedure and that an undisturbed release did not make. */
export function neverMade(trials: readonly Trial[]): readonly string[] {
  return trials
    .filter(({ row }) => row.kind === 'undisturbed')
    .flatMap(({ row, seen }) =>
      (Object.keys(CALLS) as Call[])
        .filter((call) => CALLS[call]?.includes(row.scenario) === true && !seen.has(call))
        .map((call) => `"${call}" is listed for ${row.scenario}, which does not make it`),
    );
}
