import { z } from 'zod';
import { LONGEST_MS, durationPattern, parseDurationMs } from './duration.ts';

/** What the specs of both procedures have in common. Durations are text with a unit; a bare number has none. */
const noDuration = { error: 'must be a duration with a unit, such as "30s" or "5m"' };
export const duration = z
  .string(noDuration)
  .regex(durationPattern, noDuration)
  .refine((text) => (parseDurationMs(text) ?? 0) <= LONGEST_MS, {
    error:
      'must be at most ten years, "3650d". To wait for people without an end, leave deadline, for or the duration of a pause out',
  });

export const durationAboveZero = duration.refine((text) => !/^[0.]+[a-z]/.test(text), {
  error: 'must be more than zero',
});

export const positive = z.int().min(1);

export const target = z.string().min(1).describe("Name of a target in the worker's configuration.");

export const service = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/, {
    error: 'must be lower-case letters, digits and "-", at most 42, such as "shop"',
  })
  .describe(
    'Name of the service: of its HAProxy backends NAME_a and NAME_b, its key in the map, and its lock.',
  );

export const portIndex = z
  .int()
  .min(0)
  .default(0)
  .describe('Index of the task port that goes into the pool.');

/** A name of a metric in Prometheus. */
export const metricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, {
  error: 'must be the name of a Prometheus metric, such as "pending_operations"',
});

export const health = z
  .strictObject({
    timeout: duration.default('5m').describe('Longest wait for all of a batch to be healthy.'),
    tolerance: duration
      .default('5s')
      .describe(
        'How long a task of the new version that serves may be unhealthy before the release goes back.',
      ),
    required: z
      .boolean()
      .default(true)
      .describe('false: take an app without health checks; running then counts as healthy.'),
  })
  .describe('When the new version counts as healthy.');

export const pending = z
  .strictObject({
    metric: metricName.describe(
      'Gauge of the app that counts its unfinished work. Several series are summed.',
    ),
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

export const drain = z
  .strictObject({
    timeout: duration
      .default('5m')
      .describe('Longest wait for a batch of withdrawn tasks to have no pending operations.'),
    onTimeout: z
      .enum(['roll-back', 'pause', 'kill'])
      .default('roll-back')
      .describe('What to do then: go back, wait for a person, or kill the tasks with what they still do.'),
  })
  .describe('How the tasks of the old version leave.');

const idSegment = '[a-z0-9]([a-z0-9.-]*[a-z0-9])?';

export const app = z
  .looseObject({
    id: z
      .string()
      .max(200)
      .regex(new RegExp(`^/?${idSegment}(/${idSegment})*$`), {
        error: 'must be a Marathon app id: lower-case letters, digits, "-" and ".", such as "/shop"',
      })
      .describe('Base id; the new version gets it with "-a" or "-b" at the end.'),
    instances: positive
      .optional()
      .describe(
        'Tasks of the new version at the end. Absent: as many as serve now, or 1 for a first release.',
      ),
    labels: z.record(z.string(), z.string()).optional().describe('Kept, beside the labels PACER_*.'),
  })
  .describe(
    'Marathon app definition of the new version. Used as it is, but for id, instances and the labels PACER_*.',
  );

/** Without a health check nobody knows when the new version may have users; so the spec has to say that it wants that. */
export function demandHealthChecks(
  spec: {
    readonly health: { readonly required: boolean };
    readonly app: { readonly [field: string]: unknown };
  },
  context: z.RefinementCtx,
): void {
  const checks = spec.app['healthChecks'];
  if (!spec.health.required || (Array.isArray(checks) && checks.length > 0)) return;
  context.addIssue({
    code: 'custom',
    path: ['app', 'healthChecks'],
    message:
      'must have at least one health check; or say health.required: false, and running counts as healthy',
  });
}

/** What of the version that served before stays until the new one has been watched. */
export function oldWhileBaking(old: 'blue' | 'stable') {
  return z
    .enum(['stopped', 'warm'])
    .optional()
    .describe(
      `Whether the tasks of ${old} have ended by then, or run on without users, so that the way back is one change of the map. Warm needs room for both versions at full size.`,
    )
    .meta({ default: 'stopped' });
}
