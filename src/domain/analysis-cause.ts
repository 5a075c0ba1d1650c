import type { Check, CheckReport, Measurement } from './analysis.ts';
import { answeredOf } from './analysis-counters.ts';
import type { Because } from './analysis-verdict.ts';
import type { Cause } from './outcome.ts';
import { valueText } from './value-text.ts';

/** Why a check ends an analysis: names the check, its value, its limit and its query. */
export function causeOfCheck(
  kind: 'failed' | 'inconclusive',
  because: Because,
  check: Check,
  report: CheckReport,
): Cause {
  const decisive = report.notPassed.findLast((it) => it.phase === PHASE[because]) ?? report.recent.at(-1);
  const what = `check "${check.name}" ${predicate(because, check, report, decisive)}: ${check.query}`;
  return cause(kind, what, report, decisive);
}

/** Why an analysis whose time is over cannot pass: a check that was not measured as it wants. */
export function causeOfOpen(report: CheckReport, afterMs: number): Cause {
  const last = report.recent.at(-1);
  const how = answeredOf(report.counters) === 0 ? 'was never measured' : 'is not measured to its end';
  const why = last?.message === undefined ? '' : ` (${last.message})`;
  const message = `check "${report.name}" ${how} after ${String(Math.round(afterMs / 1000))} s${why}: ${report.query}`;
  return cause('inconclusive', message, report, last);
}

const PHASE: Readonly<Record<Because, Measurement['phase']>> = {
  'failed-too-often': 'failed',
  'inconclusive-too-often': 'inconclusive',
  'no-data': 'no-data',
  error: 'error',
  'too-few-in-a-row': 'failed',
};

function predicate(
  because: Because,
  check: Check,
  { counters }: CheckReport,
  measured: Measurement | undefined,
): string {
  const why = measured?.message ?? 'for a reason that is not known';
  const unanswered = counters.consecutiveUnanswered;
  const inARow = unanswered === 1 ? 'once' : `${String(unanswered)} times in a row`;
  switch (because) {
    case 'failed-too-often':
      return `is ${measuredText(measured)}, ${why}${tolerated(counters.failed, check.failureLimit)}`;
    case 'inconclusive-too-often':
      return `is ${measuredText(measured)}, ${why}${tolerated(counters.inconclusive, check.inconclusiveLimit)}`;
    case 'no-data':
      return `has had no data ${inARow} (${why}; onNoData: ${check.onNoData})`;
    case 'error':
      return `could not be asked ${inARow} (${why}; onError: ${check.onError})`;
    case 'too-few-in-a-row':
      return `has not had ${String(check.consecutiveSuccessLimit)} successes in a row in ${String(answeredOf(counters))} measurements`;
  }
}

function tolerated(times: number, limit: number): string {
  return limit <= 0 ? '' : ` (${String(times)} times, ${String(limit)} tolerated)`;
}

function measuredText(measured: Measurement | undefined): string {
  const { value, canary, stable } = measured ?? {};
  const shown = value === undefined ? 'unknown' : valueText(value);
  return canary === undefined || stable === undefined
    ? shown
    : `${shown} (canary ${valueText(canary)}, stable ${valueText(stable)})`;
}

function cause(
  kind: 'failed' | 'inconclusive',
  message: string,
  { name, limit, query }: CheckReport,
  measured: Measurement | undefined,
): Cause {
  const value = measured?.value === undefined ? {} : { value: measured.value };
  return {
    kind: kind === 'failed' ? 'check-failed' : 'check-inconclusive',
    message,
    check: { name, ...value, limit, query },
  };
}
