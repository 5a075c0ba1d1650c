import { describe, expect, it } from 'vitest';
import type { Check, MeasurementPhase } from '../../src/domain/analysis.ts';
import { breach, limitText } from '../../src/domain/analysis-limit.ts';
import { judgeMeasurement, type Answer } from '../../src/domain/analysis-measurement.ts';
import { aCheck, when } from '../support/checks.ts';

const both = { passWhen: when('>= 0.99'), failWhen: when('< 0.95') };
const onlyPass = { passWhen: when('>= 0.99') };
const onlyFail = { failWhen: when('< 0.95') };
const value = (it: number): Answer => ({ kind: 'value', value: it });
const noData: Answer = { kind: 'no-data' };
const error: Answer = { kind: 'error', message: 'Prometheus does not answer' };

describe('judgeMeasurement', () => {
  it.each<[string, Partial<Check>, Answer, MeasurementPhase]>([
    ['both conditions, passes', both, value(0.99), 'successful'],
    ['both conditions, fails', both, value(0.94), 'failed'],
    ['both conditions, meets neither', both, value(0.97), 'inconclusive'],
    [
      'both conditions, meets both: failing wins',
      { passWhen: when('> 0'), failWhen: when('> 1') },
      value(2),
      'failed',
    ],
    ['only a pass, passes', onlyPass, value(1), 'successful'],
    ['only a pass, does not', onlyPass, value(0.98), 'failed'],
    ['only a failure, fails', onlyFail, value(0.5), 'failed'],
    ['only a failure, does not', onlyFail, value(0.95), 'successful'],
    ['no condition', {}, value(1), 'successful'],
    ['all comparisons must hold', { passWhen: when('> 0 and < 10') }, value(10), 'failed'],
    ['all comparisons hold', { passWhen: when('> 0 and < 10') }, value(9), 'successful'],
    ['equal', { passWhen: when('== 0') }, value(0), 'successful'],
    ['unequal', { failWhen: when('!= 0') }, value(0.1), 'failed'],
    ['infinite, above', { failWhen: when('> 5') }, value(Infinity), 'failed'],
    ['infinite, below', { passWhen: when('< 5') }, value(-Infinity), 'successful'],
    ['no series, only a failure', onlyFail, noData, 'no-data'],
    ['no series, only a pass', onlyPass, noData, 'no-data'],
    ['no series, no condition', {}, noData, 'no-data'],
    ['NaN, only a failure', onlyFail, value(NaN), 'no-data'],
    ['NaN, unequal', { passWhen: when('!= 0') }, value(NaN), 'no-data'],
    ['not answered', both, error, 'error'],
    ['not answered, no condition', {}, error, 'error'],
  ])('%s', (_title, conditions, canary, phase) => {
    expect(judgeMeasurement(aCheck(conditions), { canary }).phase).toBe(phase);
  });

  it.each<[string, 'ratio' | 'difference', Answer, Answer, unknown]>([
    ['ratio', 'ratio', value(0.5), value(0.25), { value: 2, canary: 0.5, stable: 0.25 }],
    ['ratio, both zero', 'ratio', value(0), value(0), { value: 1, canary: 0, stable: 0 }],
    ['ratio, only stable zero', 'ratio', value(0.1), value(0), { value: '+Inf', phase: 'failed' }],
    ['ratio, stable minus zero', 'ratio', value(0.1), value(-0), { value: '+Inf' }],
    ['ratio, below zero', 'ratio', value(-1), value(0), { value: '-Inf', phase: 'successful' }],
    ['ratio, both infinite', 'ratio', value(Infinity), value(Infinity), { value: 1, canary: '+Inf' }],
    ['ratio of opposites', 'ratio', value(Infinity), value(-Infinity), { phase: 'no-data' }],
    ['difference', 'difference', value(3), value(1), { value: 2 }],
    ['difference, both infinite', 'difference', value(Infinity), value(Infinity), { value: 0 }],
    ['no data for stable', 'ratio', value(1), noData, { phase: 'no-data', canary: 1 }],
    ['NaN for stable', 'ratio', value(1), value(NaN), { phase: 'no-data' }],
    ['no data for the canary', 'ratio', noData, value(1), { phase: 'no-data' }],
    ['stable not answered', 'ratio', value(1), error, { phase: 'error' }],
  ])('compares with stable: %s', (_title, by, canary, stable, judged) => {
    const check = aCheck({ versus: { query: 'q', by }, failWhen: when('> 1.5') });
    expect(judgeMeasurement(check, { canary, stable })).toMatchObject(judged as object);
  });

  it.each<[string, Answer, MeasurementPhase, string | undefined]>([
    ['enough', value(100), 'failed', 'above its limit 5'],
    ['too few', value(99.999), 'no-data', '99.99 requests, fewer than 100'],
    ['far too few', value(12.5), 'no-data', '12.5 requests, fewer than 100'],
    ['none', value(0), 'no-data', '0 requests, fewer than 100'],
    ['not counted', noData, 'no-data', 'requests are not counted: no series, or NaN'],
    ['not answered', error, 'error', 'Prometheus does not answer'],
  ])('wants a number of requests: %s', (_title, requests, phase, message) => {
    const check = aCheck({ failWhen: when('> 5'), minRequests: { query: 'n', atLeast: 100 } });
    expect(judgeMeasurement(check, { canary: value(9), requests })).toMatchObject({ phase, message });
  });
});

describe('a limit', () => {
  it.each<[Partial<Check>, number, string]>([
    [{ failWhen: when('> 0.5') }, 0.8, 'above its limit 0.5'],
    [{ failWhen: when('>= 0.5') }, 0.5, 'at or above its limit 0.5'],
    [{ failWhen: when('< 0.95') }, 0.9, 'below its limit 0.95'],
    [{ passWhen: when('>= 0.99') }, 0.9, 'below its limit 0.99'],
    [{ passWhen: when('<= 0.5') }, 0.8, 'above its limit 0.5'],
    [{ passWhen: when('> 1') }, 1, 'not above its limit 1'],
    [{ passWhen: when('> 0 and < 10') }, 12, 'not below its limit 10'],
    [{ passWhen: when('== 0') }, 3, 'other than its limit 0'],
    [{ failWhen: when('> 1 and < 3') }, 2, 'which is > 1 and < 3'],
    [both, 0.94, 'below its limit 0.95'],
  ])('%o is missed by %d', (conditions, missed, text) => {
    expect(breach(aCheck(conditions), missed)).toBe(text);
  });

  it('is one sentence', () => {
    expect(limitText(both)).toBe('passes when >= 0.99, fails when < 0.95');
    expect(limitText({ ...onlyFail, versus: { query: 'q', by: 'ratio' } })).toBe(
      'ratio to stable: fails when < 0.95',
    );
  });
});
