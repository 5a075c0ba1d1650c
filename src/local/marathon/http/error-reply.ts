import type { FastifyReply } from 'fastify';
import {
  AlreadyExistsError,
  AppLockedError,
  InvalidBodyError,
  InvalidUuidError,
  MalformedJsonError,
  NotFoundError,
  RefusedError,
  TooManyDeploymentsError,
} from '../errors.ts';
import { sendJson } from './reply.ts';

/** Answers an error as Marathon does: its status and its body. */
export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const message = error instanceof Error ? error.message : String(error);
  return sendJson(reply, statusOf(error), { message, ...extrasOf(error) });
}

function statusOf(error: unknown): number {
  if (error instanceof MalformedJsonError) return 400;
  if (error instanceof InvalidBodyError || error instanceof InvalidUuidError) return 422;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof AppLockedError || error instanceof AlreadyExistsError) return 409;
  if (error instanceof TooManyDeploymentsError) return 403;
  return error instanceof RefusedError ? error.status : 500;
}

function extrasOf(error: unknown): Record<string, unknown> {
  if (error instanceof MalformedJsonError || error instanceof InvalidBodyError)
    return { details: error.details };
  if (error instanceof NotFoundError) return error.withDetails ? { details: [] } : {};
  if (error instanceof AppLockedError) return { deployments: error.deploymentIds.map((id) => ({ id })) };
  return {};
}
