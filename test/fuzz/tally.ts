/** What came of one kind of rubbish. */
export interface Tally {
  readonly kind: string;
  readonly runs: number;
  readonly seconds: number;
  /** How often each answer was given. */
  readonly came: Readonly<Record<string, number>>;
  /** Each is a defect: what was sent, and what came of it. */
  readonly defects: readonly string[];
}

export interface Counting {
  readonly count: (answer: string) => void;
  readonly defect: (what: string) => void;
}

const MOST_SHOWN = 20;

/** Counts what `act` tells. Whatever it throws is a defect. */
export async function tally(kind: string, act: (counting: Counting) => Promise<void> | void): Promise<Tally> {
  const began = performance.now();
  const came: Record<string, number> = {};
  const defects: string[] = [];
  try {
    await act({
      count: (answer) => (came[answer] = (came[answer] ?? 0) + 1),
      defect: (what) => defects.push(what),
    });
  } catch (failure) {
    defects.push(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
  }
  const runs = Object.values(came).reduce((sum, it) => sum + it, 0);
  return { kind, runs, seconds: (performance.now() - began) / 1_000, came, defects };
}

export function rendered(tallies: readonly Tally[]): string {
  const lines = tallies.flatMap(({ kind, runs, seconds, came, defects }) => [
    `${kind.padEnd(24)} ${String(runs).padStart(7)} in ${seconds.toFixed(1)} s`,
    ...Object.entries(came)
      .toSorted(([, one], [, other]) => other - one)
      .map(([answer, times]) => `  ${String(times).padStart(7)}  ${answer}`),
    ...defects.slice(0, MOST_SHOWN).map((it) => `  DEFECT ${it}`),
    ...(defects.length > MOST_SHOWN ? [`  and ${defects.length - MOST_SHOWN} more`] : []),
  ]);
  const all = tallies.reduce((sum, it) => sum + it.runs, 0);
  const defects = tallies.reduce((sum, it) => sum + it.defects.length, 0);
  return [...lines, `${all} runs, ${defects} defects`].join('\n');
}
