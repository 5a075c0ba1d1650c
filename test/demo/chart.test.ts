import { expect, test } from 'vitest';
import { chartOf } from '../../src/demo/chart.ts';
import type { SecondSeen } from '../../src/demo/load-history.ts';

const second = (requests: number, failed: number, p95Ms?: number): SecondSeen => ({
  requests,
  failed,
  ...(p95Ms === undefined ? {} : { p95Ms }),
});
const chart = (seconds: Readonly<Record<string, readonly SecondSeen[]>>, columns: number) =>
  chartOf({ fromMs: 0, sent: {}, seconds }, columns);
const text = (strips: ReturnType<typeof chart>) =>
  strips.map(({ label, cells, note }) => `${label}|${cells.map((cell) => cell.text).join('')}|${note}`);

test('each version has a strip of errors and one of latency, on the same scale', () => {
  const strips = chart(
    {
      v2: [second(0, 0), second(10, 0, 20), second(10, 5, 400), second(10, 10, 800), second(1, 1, 800)],
      v1: [second(90, 0, 10), second(90, 0, 10), second(90, 0, 100), second(90, 0, 10), second(9, 0, 10)],
    },
    5,
  );
  expect(text(strips)).toEqual([
    'v1 errors|▁▁▁▁▁|0.0 %',
    'v1 p95|▁▁▁▁▁|10 ms',
    'v2 errors| ▁▄██|100.0 %',
    'v2 p95| ▁▄██|800 ms',
  ]);
});

test('the newest second is at the right, and what is older than the chart is left out', () => {
  const seconds = [1, 2, 3, 4, 5].map((requests) => second(requests, requests === 5 ? 5 : 0));
  expect(text(chart({ v1: seconds }, 3))[0]).toBe('v1 errors|▁▁█|0.0 %');
  expect(text(chart({ v1: seconds }, 8))[0]).toBe('v1 errors|   ▁▁▁▁█|0.0 %');
});

test('a few errors and a little latency do not fill a column', () => {
  const few = { v1: [second(100, 1, 5), second(100, 1, 5)] };
  expect(text(chart(few, 2))).toEqual(['v1 errors|▁▁|1.0 %', 'v1 p95|▁▁|5 ms']);
});

test.each([
  { share: 0, latencyMs: 99, tones: ['good', 'good'] },
  { share: 4, latencyMs: 100, tones: ['doubtful', 'doubtful'] },
  { share: 5, latencyMs: 250, tones: ['bad', 'bad'] },
])('$share % of errors and $latencyMs ms are $tones', ({ share, latencyMs, tones }) => {
  const strips = chart({ v1: [second(100, share, latencyMs)] }, 1);
  expect(strips.map(({ cells }) => cells[0]?.tone)).toEqual(tones);
});
