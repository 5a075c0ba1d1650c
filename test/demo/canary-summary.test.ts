import { expect, test } from 'vitest';
import { summarizeCanary } from '../../src/demo/canary-summary.ts';
import type { Outcome } from '../../src/domain/outcome.ts';

const outcome: Outcome = {
  kind: 'released',
  service: 'shop',
  target: 'local',
  release: 'shop/1',
  summary: 'it is over',
  reachedWeight: 10_000,
  exposureMs: 1_000,
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:20.000Z',
  durationMs: 20_000,
  steps: [],
};
const history = {
  fromMs: 0,
  sent: { v1: [20, 20, 20, 20, 15, 19, 19, 10, 10, 0], v2: [0, 0, 0, 0, 5, 1, 1, 10, 10, 20] },
  seconds: {},
};
const levels = [
  { shareOfB: 0, fromMs: 0, untilMs: 500 },
  { shareOfB: 500, fromMs: 500, untilMs: 900 },
  { shareOfB: 10_000, fromMs: 900, untilMs: 910 },
];
const weights = [
  { atMs: 50, weight: 0 },
  { atMs: 510, weight: 0 },
  { atMs: 600, weight: 500 },
];

test('each share of the map stands beside what was asked for and what users met, the last moment left out', () => {
  expect(summarizeCanary(outcome, levels, weights, history)).toEqual({
    levels: [
      { asked: 0, map: 0, measured: 0, requests: 60 },
      { asked: 5, map: 5, measured: 5, requests: 40 },
      { map: 100, requests: 0 },
    ],
  });
});

test('a canary that fell back names its check and the most it had', () => {
  const check = { name: 'latency', value: 0.8, limit: 'fails when > 0.5', query: 'q' };
  const back: Outcome = {
    ...outcome,
    kind: 'rolled-back',
    reachedWeight: 2_500,
    cause: { kind: 'check-failed', message: 'check "latency" is 0.8', check },
  };
  expect(summarizeCanary(back, [], [], history)).toEqual({ levels: [], fellBackFrom: 25, check });
});
