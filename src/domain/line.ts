import type { WhenBusy } from './control.ts';

/** What a release that waits in line has asked for. */
export type LinePolicy = Exclude<WhenBusy, 'refuse'>;

/** One run of a workflow. */
export interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** A release that waits in line. */
export interface InLine extends Run {
  readonly policy: LinePolicy;
  /** ISO-8601 UTC: when it came. */
  readonly since: string;
  /** Who started it, where that is known. */
  readonly by?: string;
  /** The place it was told last. */
  readonly told?: number;
}

/** Those that wait for a service, in order. The first has the turn: it goes as soon as nobody runs. */
export interface Line {
  readonly target: string;
  readonly service: string;
  readonly entries: readonly InLine[];
  /** Who had the turn last and went. */
  readonly running?: Run;
}

/** The line with one more. Harmless when repeated: who waits already keeps its place. `superseded` no longer waits. */
export function joined(
  line: Line,
  entry: InLine,
): { readonly line: Line; readonly superseded: readonly InLine[] } {
  if (line.entries.some((it) => isSame(it, entry))) return { line, superseded: [] };
  const superseded =
    entry.policy === 'latest-wins' ? line.entries.filter((it) => it.policy === 'latest-wins') : [];
  const at = placeFor(line.entries, entry.policy);
  const ahead = line.entries.slice(0, at);
  const behind = line.entries.slice(at);
  const entries = [...ahead, entry, ...behind].filter((it) => !superseded.includes(it));
  return { line: { ...line, entries }, superseded };
}

/** How many are ahead of one that comes. */
function placeFor(entries: readonly InLine[], policy: LinePolicy): number {
  const first = entries.findIndex((it) =>
    policy === 'replace' ? it.policy !== 'replace' : policy === 'latest-wins' && it.policy === 'latest-wins',
  );
  return first === -1 ? entries.length : first;
}

/** The line without one that has gone: with the lock, or for good. Harmless when repeated. */
export function left(line: Line, who: Run, { took }: { readonly took: boolean }): Line {
  const entries = line.entries.filter((it) => !isSame(it, who));
  const { workflowId, runId } = who;
  return { ...line, entries, ...(took && { running: { workflowId, runId } }) };
}

/** The line without those that have ended. */
export function without(line: Line, gone: readonly Run[]): Line {
  return { ...line, entries: line.entries.filter((it) => !gone.some((other) => isSame(it, other))) };
}

/** Who waits by this workflow id. */
export function waitingAs(line: Line, workflowId: string): InLine | undefined {
  return line.entries.find((it) => it.workflowId === workflowId);
}

/** Places count from 1; 1 is the turn. */
export interface Tiding {
  readonly to: InLine;
  readonly place: number;
}

/** Everybody near the front is told each change; further back, a place is told again once it is half of what it was. */
const NEAR = 3;

/** Who has to be told of a new place. */
export function tidings(line: Line): readonly Tiding[] {
  return line.entries
    .map((to, index) => ({ to, place: index + 1 }))
    .filter(({ to: { told }, place }) => isNews(place, told));
}

function isNews(place: number, told: number | undefined): boolean {
  if (told === undefined) return true;
  if (place === told) return false;
  return told === 1 || place <= NEAR || place * 2 <= told;
}

/** The line in which these have been told. */
export function withTold(line: Line, told: readonly Tiding[]): Line {
  return {
    ...line,
    entries: line.entries.map((entry) => {
      const tiding = told.find(({ to }) => isSame(to, entry));
      return tiding === undefined ? entry : { ...entry, told: tiding.place };
    }),
  };
}

export function isSame(one: Run, other: Run): boolean {
  return one.workflowId === other.workflowId && one.runId === other.runId;
}

const POLICIES: readonly LinePolicy[] = ['queue', 'replace', 'latest-wins'];

/** What a signal may bring: an entry, or anything. */
export function entryIn(input: unknown): InLine | undefined {
  const run = runIn(input);
  if (run === undefined) return undefined;
  const { policy, since, by } = input as Record<string, unknown>;
  const known = POLICIES.find((it) => it === policy);
  if (known === undefined || typeof since !== 'string') return undefined;
  return { ...run, policy: known, since, ...(typeof by === 'string' && { by }) };
}

export function runIn(input: unknown): Run | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { workflowId, runId } = input as Record<string, unknown>;
  return typeof workflowId === 'string' && typeof runId === 'string' ? { workflowId, runId } : undefined;
}
