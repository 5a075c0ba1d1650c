import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { MeasurementPhase } from '../../src/domain/analysis.ts';
import { answeredOf, count, NOTHING_COUNTED } from '../../src/domain/analysis-counters.ts';
import { nextDueMs } from '../../src/domain/analysis-schedule.ts';
import { checkVerdict, isMeasured, type Silence } from '../../src/domain/analysis-verdict.ts';
import { aCheck } from '../support/checks.ts';

const policy = fc.constantFrom('wait', 'pause', 'roll-back');
const limits = fc.record({
  count: fc.nat(6),
  intervalMs: fc.integer({ min: 1, max: 90_000 }),
  failureLimit: fc.integer({ min: -1, max: 3 }),
  inconclusiveLimit: fc.nat(3),
  consecutiveErrorLimit: fc.nat(3),
  consecutiveSuccessLimit: fc.nat(3),
  onNoData: policy,
  onError: policy,
});
const check = limits.map((it) => aCheck(it));
const phase = fc.constantFrom<MeasurementPhase>('successful', 'failed', 'inconclusive', 'no-data', 'error');

function silenceAfter(phases: readonly MeasurementPhase[], forMs: number): { readonly silence?: Silence } {
  const last = phases.at(-1);
  return last === 'no-data' || last === 'error' ? { silence: { kind: last, forMs } } : {};
}

describe('a verdict', () => {
  it('is no success, and time ends nothing, without an answer', () => {
    const unanswered = fc.array(fc.constantFrom<MeasurementPhase>('no-data', 'error'));
    fc.assert(
      fc.property(check, unanswered, fc.nat(), fc.boolean(), (it, phases, forMs, acceptInconclusive) => {
        const counters = phases.reduce(count, NOTHING_COUNTED);
        const judging = { patienceMs: 60_000, acceptInconclusive, ...silenceAfter(phases, forMs) };
        const { kind } = checkVerdict(it, counters, judging);
        return kind !== 'successful' && !isMeasured(it, counters);
      }),
    );
  });

  it('is never a success after more failures than the limit, whatever came when', () => {
    fc.assert(
      fc.property(
        check,
        fc.array(phase, { maxLength: 40 }),
        fc.boolean(),
        (it, phases, acceptInconclusive) => {
          const counters = phases.reduce(count, NOTHING_COUNTED);
          const judging = { patienceMs: 60_000, acceptInconclusive, ...silenceAfter(phases, 0) };
          const { kind } = checkVerdict(it, counters, judging);
          if (it.failureLimit < 0 || counters.failed <= it.failureLimit) return true;
          return kind === 'failed' || (!acceptInconclusive && kind === 'inconclusive');
        },
      ),
    );
  });

  it('stays open only while no more have failed than the limit allows', () => {
    fc.assert(
      fc.property(check, fc.array(phase, { maxLength: 40 }), (it, phases) => {
        let counters = NOTHING_COUNTED;
        for (const [index, measured] of phases.entries()) {
          counters = count(counters, measured);
          const silence = silenceAfter(phases.slice(0, index + 1), 0);
          const verdict = checkVerdict(it, counters, { patienceMs: 60_000, ...silence });
          if (verdict.kind !== 'running') return answeredOf(counters) > 0 || 'because' in verdict;
          if (it.failureLimit >= 0 && counters.failed > it.failureLimit) return false;
        }
        return true;
      }),
    );
  });
});

describe('the next measurement', () => {
  it('is later than the last one, on the grid or ten seconds after it, and at most an interval away', () => {
    const times = fc.record({
      initialDelayMs: fc.nat(100_000),
      intervalMs: fc.integer({ min: 1, max: 90_000 }),
      afterMs: fc.nat(10_000_000),
      answered: fc.boolean(),
    });
    fc.assert(
      fc.property(times, ({ initialDelayMs, intervalMs, afterMs, answered }) => {
        const finishedMs = initialDelayMs + afterMs;
        const dueMs = nextDueMs({ initialDelayMs, intervalMs }, { finishedMs, answered });
        const isOnGrid = (dueMs - initialDelayMs) % intervalMs === 0;
        const isRetry = !answered && dueMs === finishedMs + 10_000;
        return dueMs > finishedMs && dueMs <= finishedMs + intervalMs && (isOnGrid || isRetry);
      }),
    );
  });
});
