import { HistoryRecorder } from './load-history.ts';
import { latencyOf, type FailedRequest, type LoadReport, type LoadSnapshot } from './load-report.ts';
import type { Answer, PlannedRequest } from './load-request.ts';

const recentMs = 1_000;
/** A snapshot tells so much of the past. */
const snapshotSeconds = 60;

/** Counts answers. `nowMs` is monotonic and passed in. */
export class LoadTally {
  readonly #startedMs: number;
  readonly #history: HistoryRecorder;
  readonly #byVersion: Record<string, number> = {};
  readonly #failedByVersion: Record<string, number> = {};
  readonly #byKind = { short: 0, long: 0, work: 0 };
  readonly #shortMs: number[] = [];
  readonly #failures: FailedRequest[] = [];
  #recent: { readonly atMs: number; readonly version: string }[] = [];
  #answered = 0;
  #lateMs = 0;
  inFlight = 0;

  /** `nowAtMs`: the same moment since 1970. */
  constructor(nowMs: number, nowAtMs: number) {
    this.#startedMs = nowMs;
    this.#history = new HistoryRecorder(nowMs, nowAtMs);
  }

  sent(lateMs: number): void {
    this.inFlight += 1;
    this.#lateMs = Math.max(this.#lateMs, lateMs);
  }

  answered(planned: PlannedRequest, answer: Answer, sentMs: number, nowMs: number): void {
    this.#remember(planned, answer, sentMs, nowMs);
    this.inFlight -= 1;
    this.#answered += 1;
    this.#byKind[planned.kind] += 1;
    if (answer.kind === 'failed') {
      this.#failures.push(answer.failed);
      const version = versionOf(answer);
      if (version !== undefined) count(this.#failedByVersion, version);
      return;
    }
    count(this.#byVersion, answer.version);
    this.#recent.push({ atMs: nowMs, version: answer.version });
    if (planned.kind !== 'long') this.#shortMs.push(answer.durationMs);
  }

  snapshot(nowMs: number): LoadSnapshot {
    this.#recent = this.#recent.filter((it) => nowMs - it.atMs <= recentMs);
    const recentByVersion: Record<string, number> = {};
    for (const { version } of this.#recent) count(recentByVersion, version);
    const lastFailure = this.#failures.at(-1);
    return {
      ...this.#totals(nowMs),
      inFlight: this.inFlight,
      recentByVersion,
      history: this.#history.view(nowMs, snapshotSeconds),
      ...(lastFailure ? { lastFailure } : {}),
    };
  }

  report(nowMs: number): LoadReport {
    return {
      ...this.#totals(nowMs),
      failures: [...this.#failures],
      history: this.#history.view(nowMs),
    };
  }

  #remember({ kind }: PlannedRequest, answer: Answer, sentMs: number, answeredMs: number): void {
    const version = versionOf(answer);
    if (version === undefined) return;
    const failed = answer.kind === 'failed';
    this.#history.add({ version, failed, sentMs, answeredMs, long: kind === 'long' });
  }

  #totals(nowMs: number): Omit<LoadReport, 'failures' | 'history'> {
    return {
      requests: this.#answered,
      failed: this.#failures.length,
      failedByVersion: { ...this.#failedByVersion },
      byVersion: { ...this.#byVersion },
      byKind: { ...this.#byKind },
      latencyMs: latencyOf(this.#shortMs),
      durationMs: Math.round(nowMs - this.#startedMs),
      lateMs: Math.round(this.#lateMs),
    };
  }
}

/** A failed request has a version where the app itself said that it failed. */
function versionOf(answer: Answer): string | undefined {
  if (answer.kind === 'good') return answer.version;
  const { failure } = answer.failed;
  return failure.kind === 'status' ? failure.version : undefined;
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
