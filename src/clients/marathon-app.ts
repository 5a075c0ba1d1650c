import { isIPv6 } from 'node:net';
import type { App, Task } from '../domain/app.ts';
import { isContainerAddress } from '../domain/task-address.ts';
import { shownReason } from '../domain/shown-reason.ts';
import type { AppReply, TaskReply } from './marathon-replies.ts';
import { taskHealth } from './marathon-task-health.ts';

export function toApp(reply: AppReply): App {
  return {
    id: reply.id,
    instances: reply.instances,
    version: reply.version,
    ...(reply.versionInfo?.lastConfigChangeAt !== undefined && {
      configVersion: reply.versionInfo.lastConfigChangeAt,
    }),
    labels: reply.labels,
    healthCheckCount: reply.healthChecks.length,
    deployments: reply.deployments.map(({ id }) => id),
    tasks: reply.tasks.map((it) => toTask(it, reply)),
    ...(reply.lastTaskFailure !== undefined && {
      lastTaskFailure: { ...reply.lastTaskFailure, message: shownReason(reply.lastTaskFailure.message) },
    }),
  };
}

function toTask(task: TaskReply, app: AppReply): Task {
  return {
    id: task.id,
    appId: app.id,
    host: task.host,
    ...(task.slaveId !== undefined && { agentId: task.slaveId }),
    ...(isInContainerNetwork(app)
      ? containerPlace(task, app)
      : { address: bracketed(task.host), ports: task.ports }),
    state: task.state,
    ...(task.stagedAt !== undefined && { stagedAt: task.stagedAt }),
    ...(task.startedAt !== undefined && { startedAt: task.startedAt }),
    health: taskHealth(task.healthCheckResults, app.healthChecks.length),
  };
}

/** A bridge is not one: its containers are reached through ports of the host. Before 1.5 it was `USER` or `ipAddress`. */
function isInContainerNetwork(app: AppReply): boolean {
  if (app.networks !== undefined) return app.networks.some(({ mode }) => mode === 'container');
  return app.ipAddress !== undefined || app.container?.docker?.network === 'USER';
}

/** The task's own address, where the container's ports answer; a port that Marathon chose is the same on both sides. */
function containerPlace(
  task: TaskReply,
  app: AppReply,
): { readonly address: string; readonly ports: readonly number[] } {
  const mappings = app.container?.portMappings ?? app.container?.docker?.portMappings ?? [];
  const discovered = app.ipAddress?.discovery?.ports ?? [];
  let nextHostPort = 0;
  const mapped = mappings.map(({ containerPort, hostPort }) => {
    const given = hostPort === undefined ? undefined : task.ports[nextHostPort++];
    return containerPort === 0 ? (given ?? 0) : containerPort;
  });
  const ports = mapped.length > 0 ? mapped : discovered.map((it) => it.number);
  return { address: containerAddress(task), ports };
}

/** Empty while it has none that others could reach: such a task is in no pool. */
function containerAddress(task: TaskReply): string {
  const possible = task.ipAddresses.filter(({ ipAddress }) => isContainerAddress(ipAddress));
  const address = possible.find((it) => it.protocol === 'IPv4') ?? possible[0];
  if (address === undefined) return '';
  return bracketed(address.ipAddress);
}

/** As it stands before a port. An agent may be registered by an IPv6 address. */
function bracketed(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
