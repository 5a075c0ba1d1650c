import { expect, test } from 'vitest';
import { isMiddle } from '../../src/demo/accident.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { ReleaseStatus } from '../../src/domain/status.ts';

const statusWith = (step: Pick<StepRecord, 'step' | 'state' | 'direction'>): ReleaseStatus => ({
  procedure: 'blue-green',
  service: 'shop',
  target: 'local',
  release: 'shop/1',
  state: 'running',
  message: '',
  startedAt: '2026-01-01T00:00:00.000Z',
  steps: [{ title: '', batch: 1, ...step }],
  commands: [],
  events: [],
});

test.each([
  { step: 8, state: 'running', direction: 'release', middle: true },
  { step: 8, state: 'ahead', direction: 'release', middle: false },
  { step: 8, state: 'done', direction: 'release', middle: false },
  { step: 8, state: 'running', direction: 'roll-back', middle: false },
  { step: 3, state: 'running', direction: 'release', middle: false },
] as const)(
  'step $step $state on the way of the $direction: the middle is $middle',
  ({ middle, ...step }) => {
    expect(isMiddle(statusWith(step))).toBe(middle);
  },
);

test.each([
  { state: 'observing', weight: 500, middle: true },
  { state: 'observing', weight: 0, middle: false },
  { state: 'running', weight: 500, middle: false },
  { state: 'rolling-back', weight: 500, middle: false },
  { state: 'baking', weight: 10_000, middle: false },
] as const)('a canary that is $state at $weight: the middle is $middle', ({ middle, ...canary }) => {
  const status = statusWith({ step: 10, state: 'running', direction: 'release' });
  expect(isMiddle({ ...status, procedure: 'canary', ...canary })).toBe(middle);
});
