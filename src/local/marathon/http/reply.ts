import type { FastifyReply } from 'fastify';
import type { DeploymentPlan } from '../deployments/plan.ts';

/** Sends JSON under the bare content type that Marathon writes: as bytes, or the framework adds a charset. */
export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/json')
    .send(Buffer.from(JSON.stringify(body)));
}

/** The answer to a change: which deployment carries it out. */
export function sendDeployment(reply: FastifyReply, status: 200 | 201, plan: DeploymentPlan): FastifyReply {
  reply.header('Marathon-Deployment-Id', plan.id);
  return sendJson(reply, status, { deploymentId: plan.id, version: plan.version });
}
