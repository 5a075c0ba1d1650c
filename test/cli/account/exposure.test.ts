import { expect, it } from 'vitest';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import { exposureOf } from '../../../src/cli/account/exposure.ts';
import { canaryStepsAfter } from '../support/canary-statuses.ts';
import { at } from '../support/statuses.ts';

const canary = {
  procedure: 'canary',
  target: 'local',
  service: 'shop',
  app: { id: '/shop', healthChecks: [{ protocol: 'HTTP', path: '/health' }] },
  steps: [
    { setWeight: 0.25 },
    { pause: { duration: '10m' } },
    { setWeight: 5 },
    { analysis: { checks: ['latency'] } },
    { setWeight: 25 },
    { pause: {} },
    { setWeight: 100 },
  ],
  checks: [{ check: 'latency', passWhen: '< 1', interval: '1s', count: 5 }],
};

const back = (step: number, from: number): StepRecord => ({
  step,
  title: '',
  direction: 'roll-back',
  state: 'done',
  startedAt: at(from),
  endedAt: at(from + 1),
});

it('a canary has the weights of its spec from the end of their steps on', () => {
  expect(exposureOf('canary', canary, canaryStepsAfter(4))).toEqual([
    { at: at(7), users: '0.25 % of the requests', weight: 25 },
    { at: at(15), users: '5 % of the requests', weight: 500 },
  ]);
});

it('nobody is on a canary from the first step of the way back on, while stable is whole', () => {
  const exposure = exposureOf('canary', canary, [...canaryStepsAfter(4), back(2, 20), back(5, 30)]);
  expect(exposure.at(-1)).toEqual({ at: at(20), users: 'nobody' });
});

it('nobody is on it once stable serves again, where stable had begun to leave', () => {
  const steps = [...canaryStepsAfter(9), back(2, 40), back(5, 50)];
  expect(exposureOf('canary', canary, steps).slice(-2)).toEqual([
    { at: at(31), users: 'everybody', weight: 10_000 },
    { at: at(51), users: 'nobody' },
  ]);
});

it('nothing is said of users who never came', () => {
  expect(exposureOf('canary', canary, [...canaryStepsAfter(1), back(2, 4)])).toEqual([]);
  expect(exposureOf('canary', 'rubbish', canaryStepsAfter(4))).toEqual([]);
  expect(exposureOf('blue-green', null, [])).toEqual([]);
});
