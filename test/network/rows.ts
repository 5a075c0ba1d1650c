import { createHash } from 'node:crypto';
import { CALLS, fatesOf, type Call, type Cell, type Scenario } from './calls.ts';
import type { Disturbance } from './lane.ts';

/** What one release has to go through. */
export type Row =
  | { readonly kind: 'undisturbed'; readonly scenario: Scenario }
  | { readonly kind: 'once'; readonly scenario: Scenario; readonly cells: readonly Cell[] }
  /** each call with this probability, whatever its kind */
  | { readonly kind: 'random'; readonly scenario: Scenario; readonly rate: number; readonly number: number };

export const SCENARIOS: readonly Scenario[] = ['first', 'release', 'back', 'canary', 'canary-back'];

/** Each kind of call with each fate once in every procedure that makes it; a release has one fate for each kind of call. */
export function rowsInEvery(): readonly Row[] {
  return SCENARIOS.flatMap((scenario) => {
    const calls = callsOf(scenario);
    return rowsFrom(calls).map((cells) => ({ kind: 'once' as const, scenario, cells }));
  });
}

/** Each kind of call with each fate once, in as few releases as that takes. */
export function rowsInOne(): readonly Row[] {
  const ofCanary = callsOf('canary');
  const onlyBack = callsOf('back').filter((call) => !ofCanary.includes(call));
  const ofRelease = callsOf('release');
  const forward = rowsFrom(ofCanary).map((cells): Row => {
    const isCanary = cells.some(({ call }) => !ofRelease.includes(call));
    return { kind: 'once', scenario: isCanary ? 'canary' : 'release', cells };
  });
  const back = rowsFrom(onlyBack).map((cells): Row => ({ kind: 'once', scenario: 'back', cells }));
  return [...forward, ...back];
}

/** A third of them, another one for another seed: the share of every run of the tests. */
export function rowsInShare(seed: number): readonly Row[] {
  return rowsInOne().filter((_, index) => (index + seed) % 3 === 0);
}

const callsOf = (scenario: Scenario): readonly Call[] =>
  (Object.keys(CALLS) as Call[]).filter((call) => CALLS[call]?.includes(scenario));

/** So many rows as the call with most fates has. Each call begins at another fate, so that a row has not the same one everywhere. */
function rowsFrom(calls: readonly Call[]): readonly (readonly Cell[])[] {
  const most = Math.max(0, ...calls.map((call) => fatesOf(call).length));
  return Array.from({ length: most }, (_, turn) =>
    calls.flatMap((call, index) => {
      const fates = fatesOf(call);
      const fate = turn < fates.length ? fates[(turn + index) % fates.length] : undefined;
      return fate === undefined ? [] : [{ call, fate }];
    }),
  );
}

export function rowsAtRandom(runs: number, rate: number): readonly Row[] {
  const scenarios = SCENARIOS.filter((it) => it !== 'first');
  return Array.from({ length: runs }, (_, index) => ({
    kind: 'random',
    scenario: scenarios[index % scenarios.length] ?? 'release',
    rate,
    number: index + 1,
  }));
}

/** What a row does to the calls of a release. `usual`: how often each kind is made when nothing is disturbed. */
export function disturbanceOf(row: Row, seed: number, usual: ReadonlyMap<Call, number>): Disturbance {
  switch (row.kind) {
    case 'undisturbed':
      return () => 'pass';
    case 'once': {
      const at = new Map(row.cells.map((it) => [it.call, { fate: it.fate, nth: nthOf(it, seed, usual) }]));
      return (call, nth) => {
        const cell = at.get(call);
        return cell?.nth === nth ? cell.fate : 'pass';
      };
    }
    case 'random':
      return (call, nth) => {
        const fates = fatesOf(call);
        const key = `${seed}/${row.number}/${call}/${nth}`;
        if (drawn(`${key}/whether`) >= row.rate) return 'pass';
        return fates[Math.floor(drawn(`${key}/which`) * fates.length)] ?? 'pass';
      };
  }
}

/** Somewhere in the first half of the calls of its kind, so that it is reached. */
function nthOf({ call, fate }: Cell, seed: number, usual: ReadonlyMap<Call, number>): number {
  const half = Math.max(1, Math.floor((usual.get(call) ?? 1) / 2));
  return 1 + Math.floor(drawn(`${seed}/${call}/${fate}`) * half);
}

/** From 0 up to 1, the same for the same key: the order in which calls come does not change what is drawn. */
function drawn(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32;
}
