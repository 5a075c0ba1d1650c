import type { LoadHistory } from './load-history.ts';

/** What the load generator saw; plain JSON, since it comes from a process of its own. */
export interface LoadReport {
  readonly requests: number;
  readonly failed: number;
  /** Failed requests that the app itself answered with a 5xx, by the version it said it was. */
  readonly failedByVersion: Readonly<Record<string, number>>;
  readonly byVersion: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<RequestKind, number>>;
  readonly latencyMs: Latency;
  /** All of them, oldest first. */
  readonly failures: readonly FailedRequest[];
  readonly durationMs: number;
  /** Longest delay between the time a request was due and the time it was sent: the generator's own health. */
  readonly lateMs: number;
  readonly history: LoadHistory;
}

/** What is known while it runs; of its history the last minute. */
export interface LoadSnapshot extends Omit<LoadReport, 'failures'> {
  readonly inFlight: number;
  /** Answers of about the last second. */
  readonly recentByVersion: Readonly<Record<string, number>>;
  readonly lastFailure?: FailedRequest;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export type RequestKind =
  /** `GET /` */
  | 'short'
  /** `GET /slow`, one to two seconds */
  | 'long'
  /** `POST /work`, accepted at once and finished later */
  | 'work';

export type ConnectionKind = 'keep-alive' | 'new';

export interface FailedRequest {
  /** ISO-8601 UTC, when it was sent. */
  readonly at: string;
  readonly request: RequestKind;
  readonly connection: ConnectionKind;
  readonly durationMs: number;
  readonly failure:
    /** no whole answer: `code` is the system's, such as ECONNRESET */
    | { readonly kind: 'connection'; readonly code: string }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'status'; readonly status: number; readonly version?: string }
    /** an answer that is not the app's */
    | { readonly kind: 'body'; readonly status: number; readonly body: string };
}

/** Nearest-rank percentiles of unsorted durations; zeros when there are none. */
export function latencyOf(durationsMs: readonly number[]): Latency {
  const sorted = [...durationsMs].sort((one, other) => one - other);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: rank(0.5), p99: rank(0.99), max: rank(1) };
}
