import { z } from 'zod';
import { parseDurationMs } from './duration.ts';

/**
 * The one definition of a spec: types, defaults, errors and the published JSON Schema come from here.
 * Durations are text with a unit (`500ms`, `30s`, `5m`, `12h`, `2d`); a bare number is refused since it has none.
 */
const duration = (example: string) =>
  z.string().refine((text) => parseDurationMs(text) !== undefined, {
    error: `must be a duration with a unit, such as "${example}"`,
  });

const positive = z.int().min(1);

const batches = z
  .union([
    z.strictObject({
      first: positive.default(1).describe('Tasks in the first batch. Default 1.'),
      growth: z.number().min(1).default(2).describe('Each batch is this many times the one before. Default 2.'),
    }),
    z.strictObject({ size: positive.describe('Tasks in every batch.') }),
    z.strictObject({ percent: z.number().gt(0).max(100).describe('Share of all tasks in every batch, rounded up.') }),
  ])
  .describe('How many tasks change over at a time. Default { first: 1, growth: 2 }.');

const health = z
  .strictObject({
    timeout: duration('5m').default('5m').describe('Longest wait for all of a batch to be healthy. Default 5m.'),
    required: z
      .boolean()
      .default(true)
      .describe('false: accept an app without health checks; running then counts as healthy. Default true.'),
  })
  .describe('When green counts as healthy.');

const pending = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, { error: 'must be the name of a Prometheus metric, such as "pending_operations"' })
      .describe('Gauge of the app that counts its unfinished work. Several series are summed.'),
    path: z.string().startsWith('/', { error: 'must start with "/"' }).default('/metrics').describe('Where each task exposes it. Default /metrics.'),
    portIndex: z.int().min(0).default(0).describe('Index of the task port that answers there. Default 0.'),
    zeroFor: duration('2s').default('2s').describe('How long it must stay zero before a task counts as drained. Default 2s.'),
  })
  .describe("The app's own metric of pending operations. Without it only the load balancer's sessions and queue count.");

const drain = z
  .strictObject({
    timeout: duration('5m').default('5m').describe('Longest wait for a batch of withdrawn tasks to have no pending operations. Default 5m.'),
    onTimeout: z
      .enum(['roll-back', 'pause', 'kill'])
      .default('roll-back')
      .describe('What to do then: go back to blue, wait for a person, or kill the tasks with what they still do. Default roll-back.'),
  })
  .describe('Steps 7 and 8: how blue tasks leave.');

const check = z
  .strictObject({
    name: z.string().min(1).describe('Names the check in the outcome.'),
    query: z.string().min(1).describe('PromQL that gives one number. {{app}} is replaced by the Marathon app id of green, {{service}} by the service.'),
    max: z.number().optional().describe('The check fails above this value.'),
    min: z.number().optional().describe('The check fails below this value.'),
  })
  .refine((it) => it.max !== undefined || it.min !== undefined, { error: 'must have "max" or "min"' });

const bake = z
  .strictObject({
    duration: duration('10m').default('10m').describe('How long green is watched before blue is removed; "0s" for none. Default 10m.'),
    checks: z.array(check).default([]).describe('Prometheus queries that must hold meanwhile. No data is not a failure. Default none.'),
    interval: duration('15s').default('15s').describe('How often they are asked. Default 15s.'),
    failureLimit: z.int().min(0).default(0).describe('Failed answers in a row that are still tolerated, per check. Default 0.'),
  })
  .describe('Step 11: watching green before blue is removed.');

const capacity = z
  .strictObject({
    extraTasks: positive
      .optional()
      .describe("Most tasks above blue's count at the start that may run at once. Default: one batch."),
  })
  .describe('How much may run at once.');

export const blueGreenSpecSchema = z
  .strictObject({
    target: z.string().min(1).describe("Name of a target in the worker's configuration."),
    service: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/, { error: 'must be lower-case letters, digits and "-", at most 42, such as "shop"' })
      .describe('Name of the service: of its HAProxy backends NAME_a and NAME_b, its key in the map, and its lock.'),
    app: z
      .looseObject({
        id: z.string().regex(/^\/?[a-z0-9.-]+(\/[a-z0-9.-]+)*$/, { error: 'must be a Marathon app id, such as "/shop"' }).describe('Base id; green gets it with "-a" or "-b" at the end.'),
        instances: positive.optional().describe("Tasks of the new version at the end. Default: blue's count, or 1 for a first release."),
        labels: z.record(z.string(), z.string()).optional(),
      })
      .describe('Marathon app definition of the new version. Used as it is, but for id, instances and the labels PACER_*.'),
    blue: z.string().optional().describe('Id of the app that serves now. Default: found by its id or its label PACER_SERVICE.'),
    portIndex: z.int().min(0).default(0).describe('Index of the task port that goes into the pool. Default 0.'),
    batches: batches.optional(),
    capacity: capacity.optional(),
    health: health.optional(),
    pending: pending.optional(),
    drain: drain.optional(),
    approval: z
      .enum(['none', 'after-first-batch', 'before-removal'])
      .default('none')
      .describe('Where the release stops and waits for the signal promote, as long as it takes. Default none.'),
    bake: bake.optional(),
  })
  .describe('A blue-green release of one service.');

export type BlueGreenSpec = z.input<typeof blueGreenSpecSchema>;
