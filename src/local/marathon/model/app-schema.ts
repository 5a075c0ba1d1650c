import { z } from 'zod';

/** What a client may write in an app. Fields that Marathon does not know are dropped, as it does. */

const LABEL = '[a-z0-9]([a-z0-9-]*[a-z0-9])?';
const SEGMENT = `((${LABEL}\\.)*${LABEL}|\\.|\\.\\.)`;
const ID = new RegExp(`^/?${SEGMENT}(/${SEGMENT})*$`);

export const idSchema = z.string().min(1).regex(ID);
const count = z.int().min(0);
const amount = z.number().min(0);
const share = z.number().min(0).max(1);
const port = z.int().min(0).max(65535);
const labels = z.record(z.string(), z.string());
const asWritten = z.record(z.string(), z.unknown());
const variable = z.union([z.string(), z.object({ secret: z.string() })]);

export const NETWORK_CHECKS = ['HTTP', 'HTTPS', 'TCP', 'MESOS_HTTP', 'MESOS_HTTPS', 'MESOS_TCP'] as const;

const healthCheckSchema = z.object({
  protocol: z.enum([...NETWORK_CHECKS, 'COMMAND']).default('HTTP'),
  path: z.string().optional(),
  portIndex: count.optional(),
  port: port.optional(),
  command: z.object({ value: z.string() }).optional(),
  gracePeriodSeconds: count.default(300),
  intervalSeconds: count.default(60),
  timeoutSeconds: count.default(20),
  maxConsecutiveFailures: count.default(3),
  delaySeconds: count.default(15),
  ignoreHttp1xx: z.boolean().default(false),
  ipProtocol: z.enum(['IPv4', 'IPv6']).default('IPv4'),
});

const readinessCheckSchema = z.object({
  name: z.string().default('readinessCheck'),
  protocol: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  path: z.string().default('/'),
  portName: z.string().default('http-api'),
  intervalSeconds: count.default(30),
  timeoutSeconds: count.default(10),
  httpStatusCodesForReady: z.array(z.int().min(100).max(999)).default([200]),
  preserveLastResponse: z.boolean().default(false),
});

const portDefinitionSchema = z.object({
  port: port.default(0),
  name: z.string().optional(),
  protocol: z.enum(['tcp', 'udp', 'udp,tcp']).default('tcp'),
  labels: labels.optional(),
});

const portMappingSchema = z.looseObject({
  containerPort: port.default(0),
  hostPort: port.optional(),
  servicePort: port.default(0),
  protocol: z.enum(['tcp', 'udp', 'udp,tcp']).default('tcp'),
  name: z.string().optional(),
  labels: labels.optional(),
});

const containerSchema = z.looseObject({
  type: z.enum(['DOCKER', 'MESOS']).default('DOCKER'),
  docker: z.looseObject({ image: z.string() }).optional(),
  portMappings: z.array(portMappingSchema).optional(),
  volumes: z.array(asWritten).default([]),
});

export const appUpdateSchema = z.object({
  id: idSchema.optional(),
  acceptedResourceRoles: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  backoffFactor: z.number().min(1).optional(),
  backoffSeconds: amount.optional(),
  cmd: z.string().min(1).optional(),
  constraints: z.array(z.array(z.string())).optional(),
  container: containerSchema.optional(),
  cpus: amount.optional(),
  dependencies: z.array(z.string()).optional(),
  disk: amount.optional(),
  env: z.record(z.string(), variable).optional(),
  executor: z.string().optional(),
  fetch: z.array(asWritten).optional(),
  healthChecks: z.array(healthCheckSchema).optional(),
  instances: count.optional(),
  labels: labels.optional(),
  maxLaunchDelaySeconds: count.optional(),
  mem: amount.optional(),
  gpus: count.optional(),
  networks: z
    .array(z.looseObject({ mode: z.enum(['container', 'container/bridge', 'host']).default('container') }))
    .optional(),
  portDefinitions: z.array(portDefinitionSchema).optional(),
  ports: z.array(port).optional(),
  readinessChecks: z.array(readinessCheckSchema).optional(),
  requirePorts: z.boolean().optional(),
  residency: asWritten.optional(),
  secrets: z.record(z.string(), asWritten).optional(),
  taskKillGracePeriodSeconds: amount.optional(),
  upgradeStrategy: z
    .object({ maximumOverCapacity: share.default(1), minimumHealthCapacity: share.default(1) })
    .optional(),
  user: z.string().optional(),
  killSelection: z.enum(['YOUNGEST_FIRST', 'OLDEST_FIRST']).optional(),
  unreachableStrategy: z
    .union([
      z.literal('disabled'),
      z.object({ inactiveAfterSeconds: count.default(0), expungeAfterSeconds: count.default(0) }),
    ])
    .optional(),
  tty: z.boolean().optional(),
  role: z.string().optional(),
});

export type AppUpdate = z.output<typeof appUpdateSchema>;
export type HealthCheck = z.output<typeof healthCheckSchema>;
export type ReadinessCheck = z.output<typeof readinessCheckSchema>;
