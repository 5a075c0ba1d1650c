import type { FastifyInstance } from 'fastify';
import { reverted } from '../deployments/plan.ts';
import { withoutVersions } from '../model/app-change.ts';
import type { Scheduler } from '../scheduler.ts';
import { queryFlag } from './query.ts';
import { sendDeployment, sendJson } from './reply.ts';

export function deploymentRoutes(server: FastifyInstance, scheduler: Scheduler): void {
  const { deployments, updates, store } = scheduler;
  server.get('/v2/deployments', (_request, reply) => sendJson(reply, 200, deployments.list()));

  /** With force: ends it and leaves everything as it is. Without: a new deployment that undoes it. */
  server.delete<{ Params: { id: string } }>('/v2/deployments/:id', async (request, reply) => {
    const plan = deployments.planOf(request.params.id);
    if (queryFlag(request, 'force')) {
      deployments.cancel(plan.id);
      return reply.code(202).send();
    }
    // What a rollback restores carries the root's version, which may be older than the app's: so Marathon does it.
    const version = store.root().version;
    const undo = await updates.update((root) => reverted(root, plan, withoutVersions), {
      force: true,
      version,
    });
    return sendDeployment(reply, 200, undo);
  });
}
