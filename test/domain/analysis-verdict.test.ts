import { describe, expect, it } from 'vitest';
import type { Check, CheckCounters } from '../../src/domain/analysis.ts';
import { count, NOTHING_COUNTED } from '../../src/domain/analysis-counters.ts';
import { checkVerdict, isMeasured, type Judging, type Verdict } from '../../src/domain/analysis-verdict.ts';
import { aCheck, phasesOf } from '../support/checks.ts';

/** Counters after measurements, one letter each. */
function after(letters: string): CheckCounters {
  return phasesOf(letters).reduce(count, NOTHING_COUNTED);
}

/** The verdict after measurements; unanswered ones at the end have lasted for `silentMs`. */
function verdictAfter(check: Check, letters: string, silentMs = 0, more: Partial<Judging> = {}): Verdict {
  const last = phasesOf(letters).at(-1);
  const silence = last === 'no-data' || last === 'error' ? { silence: { kind: last, forMs: silentMs } } : {};
  return checkVerdict(check, after(letters), { patienceMs: 60_000, ...silence, ...more });
}

function text(verdict: Verdict): string {
  return 'because' in verdict ? `${verdict.kind}: ${verdict.because}` : verdict.kind;
}

describe('count', () => {
  it.each<[string, Partial<CheckCounters>]>([
    ['', NOTHING_COUNTED],
    ['ss', { successful: 2, consecutiveSuccess: 2 }],
    ['sf', { successful: 1, failed: 1, consecutiveSuccess: 0 }],
    ['ssis', { successful: 3, inconclusive: 1, consecutiveSuccess: 1 }],
    ['sse', { successful: 2, error: 1, consecutiveSuccess: 0, consecutiveUnanswered: 1 }],
    ['nen', { noData: 2, error: 1, consecutiveUnanswered: 3 }],
    ['neni', { noData: 2, error: 1, inconclusive: 1, consecutiveUnanswered: 0 }],
    ['eef', { error: 2, failed: 1, consecutiveUnanswered: 0 }],
  ])('%s', (letters, counters) => {
    expect(after(letters)).toMatchObject(counters);
  });
});

const once = {};
const three = { count: 3, intervalMs: 100 };
const endless = { intervalMs: 100 };

describe('checkVerdict', () => {
  it.each<[string, Partial<Check>, string, string]>([
    ['not measured', once, '', 'pending'],
    ['measured once', once, 's', 'successful'],
    ['without an end', endless, 'sssssss', 'running'],
    ['before its count', three, 'ss', 'running'],
    ['at its count', three, 'sss', 'successful'],
    ['unanswered ones do not count', three, 'snnes', 'running'],
    ['the first failure fails it', endless, 'sf', 'failed: failed-too-often'],
    ['a limit is exceeded, not reached', { ...endless, failureLimit: 2 }, 'ffs', 'running'],
    ['failures add up', { ...endless, failureLimit: 2 }, 'fsfssf', 'failed: failed-too-often'],
    ['failures within the limit are forgiven', { ...three, failureLimit: 2 }, 'ffs', 'successful'],
    ['no failure limit', { ...endless, failureLimit: -1, consecutiveSuccessLimit: 9 }, 'fffff', 'running'],
    ['the first inconclusive one', endless, 'si', 'inconclusive: inconclusive-too-often'],
    ['inconclusive ones within the limit', { ...three, inconclusiveLimit: 1 }, 'sis', 'successful'],
    [
      'inconclusive wins over failed',
      { ...endless, failureLimit: 0 },
      'fi',
      'inconclusive: inconclusive-too-often',
    ],
    ['early success', { ...endless, consecutiveSuccessLimit: 3 }, 'sss', 'successful'],
    ['not in a row', { ...endless, consecutiveSuccessLimit: 3, failureLimit: 1 }, 'ssfss', 'running'],
    ['an unanswered one breaks the row', { ...endless, consecutiveSuccessLimit: 3 }, 'ssess', 'running'],
    [
      'early success before the count',
      { ...three, count: 9, consecutiveSuccessLimit: 2 },
      'ss',
      'successful',
    ],
    [
      'its count without so many in a row',
      { ...three, consecutiveSuccessLimit: 3, failureLimit: 1 },
      'sfs',
      'inconclusive: too-few-in-a-row',
    ],
    [
      'the same where failures have no limit',
      { ...three, consecutiveSuccessLimit: 3, failureLimit: -1 },
      'sfs',
      'failed: too-few-in-a-row',
    ],
    ['in a row at its count', { ...three, consecutiveSuccessLimit: 2, failureLimit: 1 }, 'fss', 'successful'],
  ])('%s', (_title, different, letters, expected) => {
    expect(text(verdictAfter(aCheck(different), letters))).toBe(expected);
  });

  const silent = { ...endless, consecutiveErrorLimit: 2 };
  it.each<[string, Partial<Check>, string, number, string]>([
    ['a few are waited out', { ...silent, onError: 'roll-back' }, 'see', 99_999, 'running'],
    ['errors', { ...silent, onError: 'roll-back' }, 'seee', 0, 'failed: error'],
    ['errors, pause', { ...silent, onError: 'pause' }, 'seee', 0, 'inconclusive: error'],
    ['errors, wait', silent, 'seee', 59_999, 'running'],
    ['errors, wait without more patience', silent, 'seee', 60_000, 'inconclusive: error'],
    ['no data', { ...silent, onNoData: 'roll-back' }, 'nnn', 0, 'failed: no-data'],
    ['no data, pause', { ...silent, onNoData: 'pause' }, 'nnn', 0, 'inconclusive: no-data'],
    ['no data, wait', silent, 'nnn', 59_999, 'running'],
    ['no data, wait without more patience', silent, 'nnn', 60_000, 'inconclusive: no-data'],
    ['the last kind decides', { ...silent, onError: 'roll-back' }, 'een', 0, 'running'],
    ['an answer ends the row', { ...silent, onError: 'roll-back' }, 'eesee', 0, 'running'],
    ['five in a row by default', { ...endless, onError: 'roll-back' }, 'eeeee', 0, 'failed: error'],
    ['four are tolerated by default', { ...endless, onError: 'roll-back' }, 'eeee', 0, 'running'],
    ['never a pass, even once', { onError: 'wait', consecutiveErrorLimit: 0 }, 'e', 1, 'running'],
  ])('unanswered: %s', (_title, different, letters, silentMs, expected) => {
    expect(text(verdictAfter(aCheck(different), letters, silentMs))).toBe(expected);
  });

  it.each<[string, Partial<Check>, string, string]>([
    ['measures on after inconclusive ones', endless, 'iis', 'running'],
    ['fails as ever', endless, 'if', 'failed: failed-too-often'],
    ['waits on for an answer', { ...silent, onError: 'pause' }, 'eeee', 'running'],
    ['rolls back as ever', { ...silent, onError: 'roll-back' }, 'eeee', 'failed: error'],
    ['is complete by its count', three, 'iii', 'successful'],
  ])('where inconclusive was accepted: %s', (_title, different, letters, expected) => {
    const verdict = verdictAfter(aCheck(different), letters, 99_999, { acceptInconclusive: true });
    expect(text(verdict)).toBe(expected);
  });
});

describe('isMeasured', () => {
  it.each<[string, Partial<Check>, string, boolean]>([
    ['never', endless, '', false],
    ['only unanswered', endless, 'ne', false],
    ['once', endless, 's', true],
    ['answered again', endless, 'snns', true],
    ['silent now', endless, 'sn', false],
    ['too few in a row', { ...endless, consecutiveSuccessLimit: 2 }, 's', false],
    ['enough in a row', { ...endless, consecutiveSuccessLimit: 2 }, 'ss', true],
  ])('%s', (_title, different, letters, expected) => {
    expect(isMeasured(aCheck(different), after(letters))).toBe(expected);
  });
});
