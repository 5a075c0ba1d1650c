import { z } from 'zod';
import type { CheckedCanarySpec } from './canary-spec.ts';
import { controlFlaws, gateOfApproval } from './control-flaws.ts';
import { controlInSpec } from './control-spec.ts';
import { contactsInSpec } from './notifications-spec.ts';
import {
  app,
  demandHealthChecks,
  drain,
  duration,
  durationAboveZero,
  health,
  oldWhileBaking,
  pending,
  portIndex,
  positive,
  service,
  target,
} from './spec-parts.ts';

/** Of batches that give neither a size nor a percentage. */
export const growingBatches = { first: 1, growth: 2 } as const;

const formsOfBatches = [['first', 'growth'], ['size'], ['percent']] as const;

const batches = z
  .strictObject({
    first: positive.optional().describe('Tasks in the first batch.').meta({ default: growingBatches.first }),
    growth: z
      .number()
      .min(1)
      .optional()
      .describe('Each batch is this many times the one before.')
      .meta({ default: growingBatches.growth }),
    size: positive.optional().describe('Instead of first and growth: tasks in every batch.'),
    percent: z
      .number()
      .gt(0)
      .max(100)
      .optional()
      .describe('Instead of first and growth: percent of all tasks in every batch, rounded up.'),
  })
  .refine(
    (it) => formsOfBatches.filter((form) => form.some((field) => it[field] !== undefined)).length <= 1,
    {
      error: 'must have one form: { first, growth }, { size } or { percent }',
    },
  )
  .describe('How many tasks change over at a time: { first, growth }, { size } or { percent }.')
  .meta({ not: { anyOf: pairsOfDifferentForms().map((required) => ({ required })) } });

function pairsOfDifferentForms(): readonly (readonly string[])[] {
  return formsOfBatches.flatMap((form, index) =>
    formsOfBatches.slice(index + 1).flatMap((other) => form.flatMap((one) => other.map((two) => [one, two]))),
  );
}

const capacity = z
  .strictObject({
    extraTasks: positive
      .optional()
      .describe("Most tasks above blue's count at the start that may run at once. Absent: one batch."),
  })
  .describe('How much may run at once.');

const check = z
  .strictObject({
    name: z.string().min(1).describe('Names the check in the outcome.'),
    query: z
      .string()
      .min(1)
      .refine(
        (query) =>
          [...query.matchAll(/{{(.*?)}}/g)].every(([, name]) => name === 'app' || name === 'service'),
        {
          error: 'must have no placeholder but {{app}} and {{service}}',
        },
      )
      .describe(
        "PromQL that gives one number. {{app}} becomes green's Marathon app id, {{service}} the service.",
      ),
    max: z.number().optional().describe('The check fails above this value.'),
    min: z.number().optional().describe('The check fails below this value.'),
  })
  .refine((it) => it.max !== undefined || it.min !== undefined, { error: 'must have "max", "min" or both' })
  .meta({ anyOf: [{ required: ['max'] }, { required: ['min'] }] });

const bake = z
  .strictObject({
    duration: duration
      .default('10m')
      .describe('How long green is watched before blue is removed; "0s" for none.'),
    checks: z
      .array(check)
      .default([])
      .describe('Prometheus queries that must hold meanwhile. No data is not a failure.'),
    interval: durationAboveZero.default('15s').describe('How often they are asked.'),
    failureLimit: z
      .int()
      .min(0)
      .default(0)
      .describe('Failed answers in a row that are still tolerated, for each check.'),
    blue: oldWhileBaking('blue'),
  })
  .describe('Step 11: watching green before blue is removed.');

/**
 * The one definition of a blue-green spec: types, defaults, errors, the published JSON Schema and the table in
 * docs/spec.md come from here.
 */
export const blueGreenSpecSchema = z
  .strictObject({
    procedure: z.literal('blue-green').optional().describe('May say which procedure this is the spec of.'),
    target,
    service,
    app,
    blue: z
      .string()
      .min(1)
      .optional()
      .describe('Id of the app that serves now. Absent: found by its id or its label PACER_SERVICE.'),
    portIndex,
    batches: batches.prefault({}),
    capacity: capacity.prefault({}),
    health: health.prefault({}),
    pending: pending.optional(),
    drain: drain.prefault({}),
    approval: z
      .enum(['none', 'after-first-batch', 'before-removal'])
      .default('none')
      .describe('A gate for anybody: the release stops there for approve or promote, as long as it takes.'),
    bake: bake.prefault({}),
    ...controlInSpec('blue-green'),
    ...contactsInSpec,
  })
  .superRefine(demandHealthChecks)
  .superRefine((spec, context) => {
    for (const { path, message } of controlFlaws(spec, gateOfApproval(spec.approval)))
      context.addIssue({ code: 'custom', path: [...path], message });
  })
  .describe('A blue-green release of one service.');

/** A spec as a person writes it: with what has a default left out. */
export type BlueGreenSpec = z.input<typeof blueGreenSpecSchema>;

/** A spec that `checkSpec` has found right, with every default filled in. */
export type CheckedBlueGreenSpec = z.output<typeof blueGreenSpecSchema>;

/** A spec of either procedure, found right. */
export type CheckedSpec = CheckedBlueGreenSpec | CheckedCanarySpec;
