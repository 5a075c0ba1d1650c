import { CHANGING, keyOf, MOMENTS, type Cell } from './cells.ts';

/** What became of one cell. */
export interface Killed extends Cell {
  /** From the death to the same activity in the next worker; absent when it never came again. */
  readonly resumedAfterMs?: number;
}

/** The cells of a run: which are to come, which are ordered, and which have been. */
export interface Kills {
  /** An activity begins, perhaps again. */
  begun(scenario: string, activity: string, workflowId: string): void;
  /** The cell that an activity which begins is to die in, if any. It is ordered from now on. */
  order(scenario: string, activity: string, workflowId: string): Cell | undefined;
  /** Ordered, and the activity did not come to it. */
  missed(cell: Cell): void;
  /** The worker has died in it. */
  died(cell: Cell, workflowId: string, atMs: number): void;
  left(scenario: string): readonly Cell[];
  readonly killed: readonly Killed[];
  /** Pairs that begun, whether or not they were to. */
  readonly seen: ReadonlySet<string>;
  /** Nothing dies while it is closed. */
  open(scenario: string, isOpen: boolean): void;
  /** Its first releases, which are to get somewhere between two deaths; what is left after them is taken where it comes. */
  isEarly(scenario: string): boolean;
  /** For good, for all. */
  close(): void;
}

/** Now and then a cell waits for a later occurrence of its activity. */
const WAITS = 0.3;

const EARLY_PASSES = 2;

/** Somebody waits for it, so that it is tried twice and no more. */
const ONCE: ReadonlySet<string> = new Set(['previewRelease']);

/** `random`: seeded; decides which occurrence of an activity, and which of its moments first. */
export function kills(cells: readonly Cell[], random: () => number): Kills {
  const wanted = new Map(cells.map((it) => [keyOf(it), it]));
  const ordered = new Set<string>();
  const killed: Killed[] = [];
  const dead: { place: string; index: number; atMs: number }[] = [];
  const seen = new Set<string>();
  const killedIn = new Set<string>();
  const closed = new Set<string>();
  const opened = new Map<string, number>();
  const isEarly = (scenario: string): boolean => (opened.get(scenario) ?? 0) <= EARLY_PASSES;
  const over = { yet: false };
  const skipped = new Set<string>();
  const placeOf = (workflowId: string, activity: string): string => `${workflowId} ${activity}`;

  const noteResumed = (place: string): void => {
    const index = dead.findIndex((it) => it.place === place);
    const [found] = index < 0 ? [] : dead.splice(index, 1);
    const cell = found && killed[found.index];
    if (cell !== undefined && found !== undefined)
      killed[found.index] = { ...cell, resumedAfterMs: Date.now() - found.atMs };
  };
  return {
    killed,
    seen,
    begun: (scenario, activity, workflowId) => {
      noteResumed(placeOf(workflowId, activity));
      seen.add(`${scenario} ${activity}`);
    },
    order: (scenario, activity, workflowId) => {
      const isOver = ONCE.has(activity) && killedIn.has(placeOf(workflowId, activity));
      if (over.yet || closed.has(scenario) || isOver) return undefined;
      const all = MOMENTS.map((moment) => ({ scenario, activity, moment }));
      const open = all.filter((it) => wanted.has(keyOf(it)) && !ordered.has(keyOf(it)));
      const cell = open[Math.floor(random() * open.length)];
      if (cell === undefined) return undefined;
      if (isEarly(scenario) && !skipped.has(keyOf(cell)) && random() < WAITS) {
        skipped.add(keyOf(cell));
        return undefined;
      }
      ordered.add(keyOf(cell));
      return cell;
    },
    missed: (cell) => {
      ordered.delete(keyOf(cell));
    },
    died: (cell, workflowId, atMs) => {
      ordered.delete(keyOf(cell));
      if (!wanted.delete(keyOf(cell))) return;
      killedIn.add(placeOf(workflowId, cell.activity));
      dead.push({ place: placeOf(workflowId, cell.activity), index: killed.length, atMs });
      killed.push(cell);
    },
    left: (scenario) => [...wanted.values()].filter((it) => it.scenario === scenario),
    open: (scenario, isOpen) => {
      if (isOpen) opened.set(scenario, (opened.get(scenario) ?? 0) + 1);
      if (isOpen) closed.delete(scenario);
      else closed.add(scenario);
    },
    isEarly,
    close: () => {
      over.yet = true;
    },
  };
}

export const mustChange = ({ activity }: Cell): boolean => CHANGING.has(activity);
