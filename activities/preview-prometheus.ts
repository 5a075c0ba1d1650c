import type { Prometheus } from '../src/clients/prometheus.ts';
import { isWorthRetrying } from './failures.ts';
import { messageOf } from './preview-attempt.ts';

/** For all queries of one plan, and less than an attempt has, so that the silence is not blamed on others. */
const PATIENCE_MS = 3_000;

export interface ImpatientPrometheus extends Prometheus {
  /** Why it has not answered; undefined while it has. */
  silence(): string | undefined;
}

/** The same Prometheus, which is waited for some seconds in all, from the first query on. */
export function impatient(prometheus: Prometheus, patienceMs = PATIENCE_MS): ImpatientPrometheus {
  let end: AbortSignal | undefined;
  let silence: string | undefined;
  return {
    silence: () => silence,
    query: async (expression, signal, options) => {
      end ??= AbortSignal.timeout(patienceMs);
      const either = AbortSignal.any(signal === undefined ? [end] : [end, signal]);
      try {
        return await prometheus.query(expression, either, options);
      } catch (error) {
        if (isWorthRetrying(error) && signal?.aborted !== true)
          silence ??= end.aborted ? `no answer within ${patienceMs / 1000} s` : messageOf(error);
        throw error;
      }
    },
  };
}
