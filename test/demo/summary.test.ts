import { expect, test } from 'vitest';
import type { LoadReport } from '../../src/demo/load-report.ts';
import { summaryText } from '../../src/demo/summary-text.ts';
import { summarize } from '../../src/demo/summary.ts';
import type { Outcome, OutcomeKind } from '../../src/domain/outcome.ts';

const outcomeOf = (kind: OutcomeKind): Outcome => ({
  kind,
  service: 'shop',
  target: 'local',
  release: 'shop/1',
  summary: 'it is over',
  exposureMs: 17_000,
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:20.000Z',
  durationMs: 20_000,
  serving: { appId: '/shop-b', instances: 3 },
  steps: [
    {
      step: 1,
      title: 'launch green',
      direction: 'release',
      state: 'done',
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:00.250Z',
    },
    { step: 2, title: 'scale green up', batch: 1, direction: 'release', state: 'ahead' },
  ],
});

const quiet: LoadReport = {
  requests: 4000,
  failed: 0,
  failedByVersion: {},
  byVersion: { v1: 1000, v2: 3000 },
  byKind: { short: 3520, long: 160, work: 320 },
  latencyMs: { p50: 2, p99: 40, max: 100 },
  failures: [],
  durationMs: 21_000,
  lateMs: 10,
  history: { fromMs: 0, sent: {}, seconds: {} },
};
const badAnswers: LoadReport = { ...quiet, failed: 40, failedByVersion: { v2: 40 } };

test.each([
  { what: 'released, none failed', kind: 'released', load: quiet, bad: undefined, good: true },
  {
    what: 'released, one failed',
    kind: 'released',
    load: { ...quiet, failed: 1 },
    bad: undefined,
    good: false,
  },
  {
    what: 'released without a request',
    kind: 'released',
    load: { ...quiet, requests: 0 },
    bad: undefined,
    good: false,
  },
  { what: 'rolled back unexpectedly', kind: 'rolled-back', load: quiet, bad: undefined, good: false },
  {
    what: 'the second version fails unexpectedly',
    kind: 'released',
    load: badAnswers,
    bad: undefined,
    good: false,
  },
  { what: 'a bad version rolled back', kind: 'rolled-back', load: badAnswers, bad: 'v2', good: true },
  {
    what: 'a bad version, and another failure',
    kind: 'rolled-back',
    load: { ...badAnswers, failed: 41 },
    bad: 'v2',
    good: false,
  },
  { what: 'a bad version released', kind: 'released', load: quiet, bad: 'v2', good: false },
] as const)('$what: good is $good', ({ kind, load, bad, good }) => {
  expect(summarize(outcomeOf(kind), load, bad).good).toBe(good);
});

test('steps that were not begun are left out, the others have their time', () => {
  expect(summarize(outcomeOf('released'), quiet).steps).toEqual([
    { step: 1, title: 'launch green', direction: 'release', state: 'done', durationMs: 250 },
  ]);
});

test('the text names figures, places, links and what to try next', () => {
  const text = summaryText({
    summary: summarize(outcomeOf('released'), quiet),
    failures: [],
    places: [{ what: 'HAProxy', where: 'http://127.0.0.1:1' }],
    links: [{ what: 'Prometheus', where: 'http://127.0.0.1:2' }],
    tryNext: ['one', 'two', 'three'],
  });
  for (const part of [
    'released in 20.0 s, 0 of 4000 requests failed',
    '1000 by v1, 3000 by v2',
    'launch green',
    '0.3 s',
    'http://127.0.0.1:1',
    'http://127.0.0.1:2',
    '3. three',
  ]) {
    expect(text).toContain(part);
  }
});

test('the text of a canary says from where it fell back, by which check, and what users met at each weight', () => {
  const text = summaryText({
    summary: summarize(outcomeOf('rolled-back'), badAnswers, 'v2', {
      levels: [
        { asked: 5, map: 5, measured: 4.87, requests: 1_020 },
        { map: 0, requests: 0 },
      ],
      fellBackFrom: 25,
      check: { name: 'latency', value: 0.812_34, limit: 'fails when > 0.5', query: 'the_query' },
    }),
    failures: [],
    places: [],
    links: [],
    tryNext: [],
  });
  for (const part of [
    "40 of 4000 requests met the bad version's 5xx, none failed otherwise",
    'on canary    17.0 s',
    'fell back    from 25 %',
    'cause        check "latency" is 0.8123',
    'limit        fails when > 0.5',
    'query        the_query',
    '│          5 % │ 5.00 % │   4.87 % │     1020 │',
    '│              │ 0.00 % │          │        0 │',
  ]) {
    expect(text).toContain(part);
  }
});

test('a failed request is told with its cause', () => {
  const failed = {
    at: '2026-01-01T00:00:01.000Z',
    request: 'short',
    connection: 'new',
    durationMs: 3,
  } as const;
  const text = summaryText({
    summary: summarize(outcomeOf('released'), { ...quiet, failed: 3 }),
    failures: [
      { ...failed, failure: { kind: 'status', status: 503 } },
      { ...failed, failure: { kind: 'connection', code: 'ECONNRESET' } },
      { ...failed, failure: { kind: 'timeout' } },
    ],
    places: [],
    links: [],
    tryNext: [],
  });
  expect(text).toContain('short request by new connection after 3 ms: 503 from HAProxy');
  expect(text).toContain('after 3 ms: ECONNRESET');
  expect(text).toContain('after 3 ms: no answer');
});
