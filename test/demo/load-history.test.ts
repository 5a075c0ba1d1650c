import { expect, test } from 'vitest';
import { HistoryRecorder, type SeenRequest } from '../../src/demo/load-history.ts';

const startedMs = 5_000;
const startedAtMs = Date.parse('2026-01-01T00:00:00.000Z');

/** Milliseconds since the recorder began. */
function request(
  version: string,
  sent: number,
  answered: number,
  more: Partial<SeenRequest> = {},
): SeenRequest {
  return {
    version,
    failed: false,
    long: false,
    sentMs: startedMs + sent,
    answeredMs: startedMs + answered,
    ...more,
  };
}

function recorderOf(...requests: readonly SeenRequest[]): HistoryRecorder {
  const recorder = new HistoryRecorder(startedMs, startedAtMs);
  for (const it of requests) recorder.add(it);
  return recorder;
}

test('a request counts in the slice in which it was sent and in the second in which it was answered', () => {
  const history = recorderOf(request('v1', 950, 1_050), request('v1', 1_100, 1_130)).view(startedMs + 1_500);
  expect(history.fromMs).toBe(startedAtMs);
  expect(history.sent['v1']).toHaveLength(20);
  expect(history.sent['v1']?.slice(9, 12)).toEqual([1, 0, 1]);
  expect(history.seconds['v1']).toEqual([
    { requests: 0, failed: 0 },
    { requests: 2, failed: 0, p95Ms: 100 },
  ]);
});

test('the latency of a second is that of 95 of 100 requests, long ones left out', () => {
  const requests = Array.from({ length: 100 }, (_, index) => request('v1', 0, index + 1));
  const long = request('v1', 0, 999, { long: true });
  expect(recorderOf(...requests, long).view(startedMs + 999).seconds['v1']).toEqual([
    { requests: 101, failed: 0, p95Ms: 95 },
  ]);
});

test('the latency of a second stays known when the next one has begun', () => {
  const recorder = recorderOf(request('v1', 0, 10), request('v1', 1_000, 1_020), request('v2', 2_000, 2_040));
  expect(recorder.view(startedMs + 2_500).seconds).toEqual({
    v1: [
      { requests: 1, failed: 0, p95Ms: 10 },
      { requests: 1, failed: 0, p95Ms: 20 },
      { requests: 0, failed: 0 },
    ],
    v2: [
      { requests: 0, failed: 0 },
      { requests: 0, failed: 0 },
      { requests: 1, failed: 0, p95Ms: 40 },
    ],
  });
});

test('failed requests are counted for the version that failed them', () => {
  const recorder = recorderOf(
    request('v2', 0, 5, { failed: true }),
    request('v2', 0, 5),
    request('v1', 0, 5),
  );
  expect(recorder.view(startedMs + 10).seconds).toMatchObject({
    v1: [{ requests: 1, failed: 0 }],
    v2: [{ requests: 2, failed: 1 }],
  });
});

test('a view of the last seconds begins where it says', () => {
  const recorder = recorderOf(
    request('v1', 100, 110),
    request('v1', 3_950, 3_960),
    request('v1', 5_050, 5_060),
  );
  const history = recorder.view(startedMs + 5_100, 3);
  expect(history.fromMs).toBe(startedAtMs + 3_000);
  expect(history.sent['v1']?.flatMap((count, slice) => (count > 0 ? [slice] : []))).toEqual([9, 20]);
  expect(history.seconds['v1']?.map((it) => it.requests)).toEqual([1, 0, 1]);
});
