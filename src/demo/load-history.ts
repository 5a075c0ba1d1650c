/** What users met in the course of time, by the version that answered them. Plain JSON. */
export interface LoadHistory {
  /** When its first slice and its first second begin, ms since 1970. */
  readonly fromMs: number;
  /** Answered requests by the slice of time in which they were sent. */
  readonly sent: Readonly<Record<string, readonly number[]>>;
  /** By the second in which they were answered; the last one is not over yet. */
  readonly seconds: Readonly<Record<string, readonly SecondSeen[]>>;
}

export interface SecondSeen {
  readonly requests: number;
  readonly failed: number;
  /** Absent when there was none; long requests are left out. */
  readonly p95Ms?: number;
}

export const SLICE_MS = 100;
const SLICES_PER_SECOND = 1_000 / SLICE_MS;

export interface SeenRequest {
  readonly version: string;
  readonly failed: boolean;
  /** Both on the clock of the recorder. */
  readonly sentMs: number;
  readonly answeredMs: number;
  /** A long one says nothing of how fast the version is. */
  readonly long: boolean;
}

/** Writes down what users meet, second by second. Times are monotonic and passed in. */
export class HistoryRecorder {
  readonly #startedMs: number;
  readonly #startedAtMs: number;
  readonly #versions = new Map<string, VersionRecord>();

  /** `startedAtMs` is the same moment as `startedMs`, since 1970. */
  constructor(startedMs: number, startedAtMs: number) {
    this.#startedMs = startedMs;
    this.#startedAtMs = startedAtMs;
  }

  add({ version, failed, sentMs, answeredMs, long }: SeenRequest): void {
    const record = this.#versions.get(version) ?? newRecord();
    this.#versions.set(version, record);
    const slice = Math.floor((sentMs - this.#startedMs) / SLICE_MS);
    record.sent[slice] = (record.sent[slice] ?? 0) + 1;
    const second = Math.floor((answeredMs - this.#startedMs) / 1_000);
    close(record, second);
    const before = record.seconds[second] ?? { requests: 0, failed: 0 };
    record.seconds[second] = { requests: before.requests + 1, failed: before.failed + (failed ? 1 : 0) };
    if (!long) record.latenciesMs.push(answeredMs - sentMs);
  }

  /** The last `seconds`, or all of it. */
  view(nowMs: number, seconds = Infinity): LoadHistory {
    const end = Math.floor((nowMs - this.#startedMs) / 1_000) + 1;
    const from = Math.max(0, end - seconds);
    const records = [...this.#versions];
    for (const [, record] of records) close(record, end - 1);
    return {
      fromMs: this.#startedAtMs + from * 1_000,
      sent: byVersion(records, ({ sent }) =>
        filled(sent, from * SLICES_PER_SECOND, end * SLICES_PER_SECOND, 0),
      ),
      seconds: byVersion(records, (record) =>
        filled(withOpen(record), from, end, { requests: 0, failed: 0 }),
      ),
    };
  }
}

interface VersionRecord {
  /** Sparse, as the next one is. */
  readonly sent: number[];
  readonly seconds: SecondSeen[];
  /** Of the second that is not over. */
  latenciesMs: number[];
  open: number;
}

const newRecord = (): VersionRecord => ({ sent: [], seconds: [], latenciesMs: [], open: 0 });

/** Ends the second that was open when a later one has begun. */
function close(record: VersionRecord, second: number): void {
  if (second <= record.open) return;
  const seen = withOpen(record)[record.open];
  if (seen !== undefined) record.seconds[record.open] = seen;
  record.open = second;
  record.latenciesMs = [];
}

function withOpen({ seconds, open, latenciesMs }: VersionRecord): readonly SecondSeen[] {
  const seen = seconds[open];
  if (seen === undefined || latenciesMs.length === 0) return seconds;
  const all = [...seconds];
  all[open] = { ...seen, p95Ms: p95Of(latenciesMs) };
  return all;
}

function p95Of(latenciesMs: readonly number[]): number {
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0) * 10) / 10;
}

function byVersion<T>(
  records: readonly (readonly [string, VersionRecord])[],
  of: (record: VersionRecord) => T,
): Record<string, T> {
  return Object.fromEntries(records.map(([version, record]) => [version, of(record)]));
}

function filled<T>(sparse: readonly T[], from: number, end: number, empty: T): readonly T[] {
  return Array.from({ length: end - from }, (_, index) => sparse[from + index] ?? empty);
}
