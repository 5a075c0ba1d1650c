/** What came of one kind of rubbish. */
export interface Tally {
  readonly kind: string;
  readonly runs: number;
  readonly seconds: number;
  /** How often each answer was given. */
  readonly came: Readonly<Record<string, number>>;
  readonly slowest?: Case;
  /** What was measured besides. */
  readonly notes: readonly string[];
  /** Each is a defect: what was sent, and what came of it. */
  readonly defects: readonly string[];
}

interface Case {
  readonly what: string;
  readonly tookMs: number;
}

export interface Counting {
  readonly count: (answer: string) => void;
  readonly defect: (what: string) => void;
  readonly note: (text: string) => void;
  /** Runs one case. One that takes longer than the bound is a defect: "slow". */
  readonly timed: <T>(what: () => string, boundMs: number, act: () => Promise<T>) => Promise<T>;
}

const MOST_SHOWN = 20;
/** More are counted only. */
const MOST_KEPT = 1_000;

/** Counts what `act` tells. Whatever it throws is a defect. */
export async function tally(kind: string, act: (counting: Counting) => Promise<void> | void): Promise<Tally> {
  const began = performance.now();
  const came: Record<string, number> = {};
  const defects: string[] = [];
  const notes: string[] = [];
  let slowest: Case | undefined;
  const defect = (what: string): void => {
    if (defects.length < MOST_KEPT) defects.push(what);
  };
  const timed: Counting['timed'] = async (what, boundMs, one) => {
    const from = performance.now();
    try {
      return await one();
    } finally {
      const tookMs = performance.now() - from;
      if (slowest === undefined || tookMs > slowest.tookMs) slowest = { what: what(), tookMs };
      if (tookMs > boundMs) defect(`slow: ${Math.round(tookMs)} ms of ${boundMs}: ${what()}`);
    }
  };
  try {
    await act({
      count: (answer) => (came[answer] = (came[answer] ?? 0) + 1),
      defect,
      note: (text) => notes.push(text),
      timed,
    });
  } catch (failure) {
    defect(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
  }
  const runs = Object.values(came).reduce((sum, it) => sum + it, 0);
  const seconds = (performance.now() - began) / 1_000;
  return { kind, runs, seconds, came, notes, defects, ...(slowest !== undefined && { slowest }) };
}

export function rendered(tallies: readonly Tally[]): string {
  const lines = tallies.flatMap(({ kind, runs, seconds, came, slowest, notes, defects }) => [
    `${kind.padEnd(24)} ${String(runs).padStart(7)} in ${seconds.toFixed(1)} s`,
    ...Object.entries(came)
      .toSorted(([, one], [, other]) => other - one)
      .map(([answer, times]) => `  ${String(times).padStart(7)}  ${answer}`),
    ...(slowest === undefined
      ? []
      : [`  slowest: ${Math.round(slowest.tookMs)} ms, ${slowest.what.slice(0, MOST_OF_CASE)}`]),
    ...notes.map((it) => `  ${it}`),
    ...defects.slice(0, MOST_SHOWN).map((it) => `  DEFECT ${it}`),
    ...(defects.length > MOST_SHOWN ? [`  and ${defects.length - MOST_SHOWN} more`] : []),
  ]);
  return lines.join('\n');
}

const MOST_OF_CASE = 160;

export function summed(tallies: readonly Tally[]): string {
  const all = tallies.reduce((sum, it) => sum + it.runs, 0);
  const defects = tallies.reduce((sum, it) => sum + it.defects.length, 0);
  return `${all} runs, ${defects} defects`;
}
