import type { CheckCounters, MeasurementPhase } from './analysis.ts';

export const NOTHING_COUNTED: CheckCounters = {
  successful: 0,
  failed: 0,
  inconclusive: 0,
  noData: 0,
  error: 0,
  consecutiveSuccess: 0,
  consecutiveUnanswered: 0,
};

/** One measurement more. What is in a row ends with anything else; no data and errors make one row together. */
export function count(counters: CheckCounters, phase: MeasurementPhase): CheckCounters {
  const answered = { consecutiveSuccess: 0, consecutiveUnanswered: 0 };
  const unanswered = {
    consecutiveSuccess: 0,
    consecutiveUnanswered: counters.consecutiveUnanswered + 1,
  };
  switch (phase) {
    case 'successful':
      return {
        ...counters,
        ...answered,
        successful: counters.successful + 1,
        consecutiveSuccess: counters.consecutiveSuccess + 1,
      };
    case 'failed':
      return { ...counters, ...answered, failed: counters.failed + 1 };
    case 'inconclusive':
      return { ...counters, ...answered, inconclusive: counters.inconclusive + 1 };
    case 'no-data':
      return { ...counters, ...unanswered, noData: counters.noData + 1 };
    case 'error':
      return { ...counters, ...unanswered, error: counters.error + 1 };
  }
}

/** Measurements that had an answer: only these use up a check's count. */
export function answeredOf({ successful, failed, inconclusive }: CheckCounters): number {
  return successful + failed + inconclusive;
}

export function isUnanswered(phase: MeasurementPhase): phase is 'no-data' | 'error' {
  return phase === 'no-data' || phase === 'error';
}
