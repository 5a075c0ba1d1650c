import { z } from 'zod';
import { listOf } from './list-of.ts';
import { MarathonReplyUnreadable } from './marathon-errors.ts';

/** Marathon's replies as far as Pacer relies on them. Unknown fields pass; null is taken as absent, as old versions meant it. */
const healthResult = z.object({
  alive: z.boolean(),
  consecutiveFailures: z.number().default(0),
  firstSuccess: z.string().optional(),
  lastSuccess: z.string().optional(),
  lastFailure: z.string().optional(),
  lastFailureCause: z.string().optional(),
});

const task = z.object({
  id: z.string().min(1),
  host: z.string().default(''),
  slaveId: z.string().optional(),
  ports: listOf(z.int()).default([]),
  ipAddresses: listOf(z.object({ ipAddress: z.string(), protocol: z.string().default('IPv4') })).default([]),
  state: z.string(),
  stagedAt: z.string().optional(),
  startedAt: z.string().optional(),
  healthCheckResults: listOf(healthResult).default([]),
});

const portMapping = z.object({ containerPort: z.int().default(0), hostPort: z.int().optional() });

const app = z.object({
  id: z.string().startsWith('/'),
  instances: z.int().min(0),
  version: z.string(),
  versionInfo: z.object({ lastConfigChangeAt: z.string().optional() }).optional(),
  labels: z.record(z.string(), z.string()).default({}),
  healthChecks: z.array(z.unknown()).default([]),
  // Not defaulted: an absent list would pass for an app that nothing locks, or that has no task.
  deployments: listOf(z.object({ id: z.string() })),
  tasks: listOf(task),
  networks: listOf(z.object({ mode: z.string().default('container') })).optional(),
  container: z
    .object({
      portMappings: listOf(portMapping).optional(),
      docker: z
        .object({ network: z.string().optional(), portMappings: listOf(portMapping).optional() })
        .optional(),
    })
    .optional(),
  ipAddress: z
    .object({ discovery: z.object({ ports: listOf(z.object({ number: z.int() })) }).optional() })
    .optional(),
  lastTaskFailure: z
    .object({
      taskId: z.string(),
      host: z.string().default(''),
      state: z.string(),
      message: z.string().default(''),
      timestamp: z.string(),
    })
    .optional(),
});

const queued = z.object({
  count: z.int(),
  delay: z.object({ timeLeftSeconds: z.number().default(0), overdue: z.boolean() }),
  // A pod has "pod" instead.
  app: z.object({ id: z.string() }).optional(),
});

/** Enough of an app to tell whose it is, where the rest is not understood. */
const outline = app.pick({ id: true, labels: true }).extend({ tasks: listOf(task.pick({ id: true })) });

export const replies = {
  oneOfApps: app,
  outline,
  app: z.object({ app }),
  apps: z.object({ apps: z.array(z.unknown()) }),
  definition: z.object({ app: z.looseObject({ id: z.string() }) }),
  deployed: z.object({
    deploymentId: z.string().optional(),
    deployments: listOf(z.object({ id: z.string() })).default([]),
  }),
  deployments: listOf(z.object({ id: z.string(), affectedApps: listOf(z.string()).default([]) })),
  queue: z.object({ queue: listOf(queued) }),
};

export type AppReply = z.output<typeof app>;
export type TaskReply = z.output<typeof task>;
export type HealthResultReply = z.output<typeof healthResult>;

/** Throws MarathonReplyUnreadable with the first place that is not as expected. */
export function parseReply<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  request: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, it: unknown) => it ?? undefined);
  } catch {
    // What JSON.parse says quotes the text, which may be a definition with secrets.
    throw new MarathonReplyUnreadable(request, 'the reply is not JSON');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw unreadable(result.error, request);
}

/** Names the first place that is not as expected; `within`: where in the reply that was looked at. */
export function unreadable(
  error: z.ZodError,
  request: string,
  within: readonly PropertyKey[] = [],
): MarathonReplyUnreadable {
  const [first] = error.issues;
  const path = [...within, ...(first?.path ?? [])].join('.') || 'its root';
  const place = first === undefined ? '' : `at ${path}: ${first.message}`;
  return new MarathonReplyUnreadable(request, `the reply is not as Marathon's are, ${place}`, error);
}
