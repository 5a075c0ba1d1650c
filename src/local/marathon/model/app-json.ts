import { NETWORK_CHECKS, type HealthCheck } from './app-schema.ts';
import type { AppSpec } from './app-spec.ts';

/** An app as Marathon writes it: its order of fields; nothing that is empty or absent but `labels`. */
export function appJson(app: AppSpec): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    id: app.id,
    acceptedResourceRoles: app.acceptedResourceRoles,
    args: app.args,
    backoffFactor: app.backoffFactor,
    backoffSeconds: app.backoffSeconds,
    cmd: app.cmd,
    constraints: filled(app.constraints),
    container: app.container,
    cpus: app.cpus,
    dependencies: filled(app.dependencies),
    disk: app.disk,
    env: app.env && Object.keys(app.env).length > 0 ? app.env : undefined,
    executor: app.executor,
    fetch: filled(app.fetch),
    healthChecks: filled(app.healthChecks)?.map(healthCheckJson),
    instances: app.instances,
    labels: app.labels,
    maxLaunchDelaySeconds: app.maxLaunchDelaySeconds,
    mem: app.mem,
    gpus: app.gpus,
    networks: app.networks,
    portDefinitions: app.portDefinitions,
    readinessChecks: filled(app.readinessChecks),
    requirePorts: app.requirePorts,
    residency: app.residency,
    secrets: app.secrets,
    taskKillGracePeriodSeconds: app.taskKillGracePeriodSeconds,
    upgradeStrategy: app.upgradeStrategy,
    user: app.user,
    version: app.version,
    versionInfo: app.versionInfo,
    killSelection: app.killSelection,
    unreachableStrategy: app.unreachableStrategy,
    tty: app.tty,
    role: app.role,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A health check with the fields that mean something for its protocol. */
export function healthCheckJson(check: HealthCheck): Record<string, unknown> {
  const overHttp = check.protocol.includes('HTTP');
  const overNetwork = NETWORK_CHECKS.some((it) => it === check.protocol);
  const fields: Record<string, unknown> = {
    command: check.command,
    gracePeriodSeconds: check.gracePeriodSeconds,
    ignoreHttp1xx: overHttp ? check.ignoreHttp1xx : undefined,
    intervalSeconds: check.intervalSeconds,
    maxConsecutiveFailures: check.maxConsecutiveFailures,
    path: overHttp ? (check.path ?? '/') : undefined,
    port: check.port,
    portIndex: check.portIndex,
    protocol: check.protocol,
    ipProtocol: overNetwork ? check.ipProtocol : undefined,
    timeoutSeconds: check.timeoutSeconds,
    delaySeconds: check.delaySeconds,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function filled<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined;
}
