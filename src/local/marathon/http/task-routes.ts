import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RefusedError } from '../errors.ts';
import { checkShape } from '../model/parse-body.ts';
import { instanceIdOfTask } from '../model/path-id.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Instance } from '../tasks/instance.ts';
import { killAndScale } from '../tasks/task-kills.ts';
import { killFlags } from './app-task-routes.ts';
import { jsonBody } from './body.ts';
import { killInPlace } from './kill-in-place.ts';
import { queryValues } from './query.ts';
import { sendDeployment, sendJson } from './reply.ts';
import { taskJson } from './task-json.ts';

const idsSchema = z.object({ ids: z.array(z.string()) });

export function taskRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  server.get('/v2/tasks', (request, reply) => listTasks(scheduler, request, reply));
  server.post('/v2/tasks/delete', (request, reply) => deleteTasks(scheduler, request, reply));
}

/** The tasks of all apps; those of an app that is being stopped are not among them. */
function listTasks(scheduler: Scheduler, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wanted = [...queryValues(request, 'status'), ...queryValues(request, 'status[]')];
  const states = wanted.map((it) => `TASK_${it.toUpperCase()}`);
  const { apps } = scheduler.store.root();
  const instances = scheduler.tracker.all().filter((it) => apps[it.appId] !== undefined);
  const shown = instances.filter(
    (it) => states.length === 0 || (hasReported(it) && states.includes(it.task?.state ?? '')),
  );
  const tasks = shown.flatMap((it) => taskJson(scheduler, it, { servicePorts: true }) ?? []);
  return sendJson(reply, 200, { tasks });
}

async function deleteTasks(
  scheduler: Scheduler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { ids } = checkShape(idsSchema, jsonBody(request));
  const { scale, wipe, force } = killFlags(request);
  const wanted = new Set(ids.map(strictInstanceId));
  const instances = scheduler.tracker.all().filter((it) => wanted.has(it.id));
  if (scale) return sendDeployment(reply, 200, await killAndScale(scheduler.updates, instances, force));
  return sendJson(reply, 200, { tasks: killInPlace(scheduler, instances, wipe) });
}

/** A task that was only launched shows TASK_STAGING, but no agent has said so: no filter finds it. */
function hasReported(instance: Instance): boolean {
  return instance.condition !== 'Provisioned';
}

/** Throws RefusedError for what is no task id, before anything is killed. */
function strictInstanceId(taskId: string): string {
  const id = instanceIdOfTask(taskId);
  if (id !== undefined) return id;
  const reason = `taskId ${taskId} no valid identifier (of class java.lang.String)`;
  throw new RefusedError(400, `Invalid task id '${taskId}'. [${reason}]`);
}
