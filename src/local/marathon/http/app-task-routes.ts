import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidUuidError, NotFoundError, RefusedError } from '../errors.ts';
import { requireApp } from '../groups/root-group.ts';
import { instanceIdOfTask } from '../model/path-id.ts';
import type { Scheduler } from '../scheduler.ts';
import { isActive, type Instance } from '../tasks/instance.ts';
import { killAndScale } from '../tasks/task-kills.ts';
import { killInPlace } from './kill-in-place.ts';
import { queryFlag, queryValue } from './query.ts';
import { sendDeployment, sendJson } from './reply.ts';
import { tasksOfApp } from './task-json.ts';

export function listTasksOfApp(scheduler: Scheduler, reply: FastifyReply, appId: string): FastifyReply {
  requireApp(scheduler.store.root(), appId);
  return sendJson(reply, 200, { tasks: tasksOfApp(scheduler, appId) });
}

/** DELETE /v2/apps/ID/tasks: all of them, or those on one host. */
export async function deleteTasksOfApp(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  appId: string,
): Promise<FastifyReply> {
  const { scale, wipe, force } = killFlags(request);
  const host = queryValue(request, 'host') ?? '*';
  const chosen = instancesOf(scheduler, appId, scale).filter((it) => host === '*' || it.task?.host === host);
  if (scale) return sendDeployment(reply, 200, await killAndScale(scheduler.updates, chosen, force));
  requireApp(scheduler.store.root(), appId);
  return sendJson(reply, 200, { tasks: killInPlace(scheduler, chosen, wipe) });
}

/** DELETE /v2/apps/ID/tasks/TASK. */
export async function deleteTaskOfApp(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
  appId: string,
  taskId: string,
): Promise<FastifyReply> {
  const { scale, wipe, force } = killFlags(request);
  const chosen = instancesOf(scheduler, appId, scale).filter((it) => it.id === lenientInstanceId(taskId));
  if (scale) return sendDeployment(reply, 200, await killAndScale(scheduler.updates, chosen, force));
  requireApp(scheduler.store.root(), appId);
  const [task] = killInPlace(scheduler, chosen, wipe);
  if (task === undefined) throw new NotFoundError(`Task '${taskId}' does not exist`);
  return sendJson(reply, 200, { task });
}

/** Throws RefusedError when both are asked for. */
export function killFlags(request: FastifyRequest): { scale: boolean; wipe: boolean; force: boolean } {
  const scale = queryFlag(request, 'scale');
  const wipe = queryFlag(request, 'wipe');
  if (scale && wipe) throw new RefusedError(400, 'You cannot use scale and wipe at the same time.');
  return { scale, wipe, force: queryFlag(request, 'force') };
}

/** With scale an app without instances is a path that does not exist. */
function instancesOf(scheduler: Scheduler, appId: string, scale: boolean): readonly Instance[] {
  const instances = scheduler.tracker.ofApp(appId);
  if (scale && !instances.some((it) => isActive(it) || it.task !== undefined)) {
    throw new NotFoundError(`Path '${appId}' does not exist`, false);
  }
  return instances;
}

/** Here a task id that is none is simply not found. */
function lenientInstanceId(taskId: string): string | undefined {
  try {
    return instanceIdOfTask(taskId);
  } catch (error) {
    if (error instanceof InvalidUuidError) return undefined;
    throw error;
  }
}
