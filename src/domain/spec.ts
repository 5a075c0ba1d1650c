import { z } from 'zod';
import { durationPattern } from './duration.ts';

/**
 * The one definition of a spec: types, defaults, errors, the published JSON Schema and the table in docs/spec.md come
 * from here. Durations are text with a unit (`500ms`, `30s`, `5m`, `12h`, `2d`); a bare number has none and is refused.
 */
const noDuration = { error: 'must be a duration with a unit, such as "30s" or "5m"' };
const duration = z.string(noDuration).regex(durationPattern, noDuration);

const positive = z.int().min(1);

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

const health = z
  .strictObject({
    timeout: duration.default('5m').describe('Longest wait for all of a batch to be healthy.'),
    tolerance: duration
      .default('5s')
      .describe('How long a task of green that serves may be unhealthy before the release goes back.'),
    required: z
      .boolean()
      .default(true)
      .describe('false: take an app without health checks; running then counts as healthy.'),
  })
  .describe('When green counts as healthy.');

const pending = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, {
        error: 'must be the name of a Prometheus metric, such as "pending_operations"',
      })
      .describe('Gauge of the app that counts its unfinished work. Several series are summed.'),
    path: z
      .string()
      .regex(/^\/[^\s#]*$/, { error: 'must be a path that starts with "/", such as "/metrics"' })
      .default('/metrics')
      .describe('Where each task exposes it, over HTTP.'),
    portIndex: z.int().min(0).default(0).describe('Index of the task port that answers there.'),
    zeroFor: duration.default('2s').describe('How long it must stay zero before a task counts as drained.'),
  })
  .describe(
    "The app's own metric of pending operations. Absent: the load balancer's sessions and queue alone decide.",
  );

const drain = z
  .strictObject({
    timeout: duration
      .default('5m')
      .describe('Longest wait for a batch of withdrawn tasks to have no pending operations.'),
    onTimeout: z
      .enum(['roll-back', 'pause', 'kill'])
      .default('roll-back')
      .describe(
        'What to do then: go back to blue, wait for a person, or kill the tasks with what they still do.',
      ),
  })
  .describe('Steps 7 and 8: how blue tasks leave.');

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
    interval: duration
      .refine((text) => !/^[0.]+[a-z]/.test(text), { error: 'must be more than zero' })
      .default('15s')
      .describe('How often they are asked.'),
    failureLimit: z
      .int()
      .min(0)
      .default(0)
      .describe('Failed answers in a row that are still tolerated, for each check.'),
  })
  .describe('Step 11: watching green before blue is removed.');

const idSegment = '[a-z0-9]([a-z0-9.-]*[a-z0-9])?';

const app = z
  .looseObject({
    id: z
      .string()
      .max(200)
      .regex(new RegExp(`^/?${idSegment}(/${idSegment})*$`), {
        error: 'must be a Marathon app id: lower-case letters, digits, "-" and ".", such as "/shop"',
      })
      .describe('Base id; green gets it with "-a" or "-b" at the end.'),
    instances: positive
      .optional()
      .describe("Tasks of the new version at the end. Absent: blue's count, or 1 for a first release."),
    labels: z.record(z.string(), z.string()).optional().describe('Kept, beside the labels PACER_*.'),
  })
  .describe(
    'Marathon app definition of the new version. Used as it is, but for id, instances and the labels PACER_*.',
  );

export const blueGreenSpecSchema = z
  .strictObject({
    target: z.string().min(1).describe("Name of a target in the worker's configuration."),
    service: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/, {
        error: 'must be lower-case letters, digits and "-", at most 42, such as "shop"',
      })
      .describe(
        'Name of the service: of its HAProxy backends NAME_a and NAME_b, its key in the map, and its lock.',
      ),
    app,
    blue: z
      .string()
      .min(1)
      .optional()
      .describe('Id of the app that serves now. Absent: found by its id or its label PACER_SERVICE.'),
    portIndex: z.int().min(0).default(0).describe('Index of the task port that goes into the pool.'),
    batches: batches.prefault({}),
    capacity: capacity.prefault({}),
    health: health.prefault({}),
    pending: pending.optional(),
    drain: drain.prefault({}),
    approval: z
      .enum(['none', 'after-first-batch', 'before-removal'])
      .default('none')
      .describe('Where the release stops and waits for the signal promote, as long as it takes.'),
    bake: bake.prefault({}),
  })
  .superRefine((spec, context) => {
    const checks = spec.app['healthChecks'];
    if (!spec.health.required || (Array.isArray(checks) && checks.length > 0)) return;
    context.addIssue({
      code: 'custom',
      path: ['app', 'healthChecks'],
      message:
        'must have at least one health check; or say health.required: false, and running counts as healthy',
    });
  })
  .describe('A blue-green release of one service.');

/** A spec as a person writes it: with what has a default left out. */
export type BlueGreenSpec = z.input<typeof blueGreenSpecSchema>;

/** A spec that `checkSpec` has found right, with every default filled in. */
export type CheckedSpec = z.output<typeof blueGreenSpecSchema>;
