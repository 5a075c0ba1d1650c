import { z } from 'zod';
import { parseCondition } from './checks/condition.ts';
import { placeholderProblem } from './checks/placeholders.ts';
import { duration, durationAboveZero, positive } from './spec-parts.ts';

/** Checks of a canary as a spec writes them. The words and defaults are Argo Rollouts' where it has them. */

export const READY_MADE = ['success-rate', 'latency', 'restarts', 'unhealthy-tasks'] as const;

const noCondition = {
  error: 'must be comparisons joined by "and", in quotes, such as ">= 0.99" or "> 0 and <= 0.5"',
};
const condition = z.string(noCondition).refine((text) => parseCondition(text) !== undefined, noCondition);

const query = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const message = placeholderProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const unanswered = z.enum(['wait', 'pause', 'roll-back']).default('wait');
const limit = z.int().min(0);

export const checkInSpec = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Names the check everywhere; unique. Absent: the word of check.'),
    check: z.enum(READY_MADE).optional().describe('A ready-made one.'),
    query: query.optional().describe('Or PromQL that gives one number.'),
    passWhen: condition
      .optional()
      .describe(
        'Comparisons that make a measurement a success, such as ">= 0.99". Absent: what does not fail passes.',
      ),
    failWhen: condition
      .optional()
      .describe('Comparisons that make it a failure, such as "< 0.95". Absent: what does not pass fails.'),
    window: durationAboveZero.default('1m').describe('Time that one measurement looks back on: {{window}}.'),
    interval: durationAboveZero
      .optional()
      .describe('Time between measurements. Absent: measured once in a step, every 15s elsewhere.'),
    count: positive
      .optional()
      .describe('Measurements until it is complete. Absent: one, or with an interval no end.'),
    initialDelay: duration.default('0s').describe('Wait before the first measurement.'),
    failureLimit: z
      .int()
      .min(-1)
      .default(0)
      .describe('Failed measurements that are tolerated in all; -1: any number.'),
    inconclusiveLimit: limit.default(0).describe('Inconclusive measurements that are tolerated in all.'),
    consecutiveErrorLimit: limit
      .default(4)
      .describe(
        'Measurements without an answer in a row that are tolerated; beyond, onNoData or onError decides.',
      ),
    consecutiveSuccessLimit: limit
      .default(0)
      .describe('So many successes in a row complete it; 0: not used.'),
    dryRun: z.boolean().default(false).describe('true: measured and shown, decides nothing.'),
    onNoData: unanswered.describe(
      'When there is no series, NaN or too few requests: wait, pause or roll-back.',
    ),
    onError: unanswered.describe('When Prometheus does not answer: wait, pause or roll-back.'),
    minRequests: positive
      .optional()
      .describe('Below so many requests of the canary in the window a measurement is no data.'),
    vs: z
      .literal('stable')
      .optional()
      .describe('Judges the canary relative to stable, measured at the same moment.'),
    compare: z
      .enum(['ratio', 'difference'])
      .optional()
      .describe(
        'With vs: canary / stable, or canary - stable. Absent: ratio, but difference of restarts and unhealthy-tasks.',
      ),
    quantile: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe("Of latency from the app's metrics. HAProxy has the mean only.")
      .meta({ default: 0.95 }),
    source: z
      .enum(['auto', 'app', 'haproxy'])
      .default('auto')
      .describe(
        "Whose metrics a ready-made check and minRequests look at; auto: the app's where stable has them.",
      ),
  })
  .meta({ oneOf: [{ required: ['query'] }, { required: ['check'] }] });

export type CheckInSpec = z.output<typeof checkInSpec>;

/** The name of a check: its own, or that of the ready-made one. */
export function nameOf(check: CheckInSpec): string {
  return check.name ?? check.check ?? '';
}
