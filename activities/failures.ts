import { ApplicationFailure } from '@temporalio/activity';

/**
 * What a failure means for a retry. Everything that says that waiting may help is retried within the bound of its wait;
 * everything that says that the request itself is wrong ends it at once.
 */
const FINAL: ReadonlySet<string> = new Set([
  'MarathonRejected',
  'MarathonUnauthorized',
  'AppAlreadyExists',
  'QueryRejected',
  'QueryAmbiguous',
  'HaproxyUnsafeWord',
  'InvalidInput',
  'ForeignChange',
]);

export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof ApplicationFailure) return error.nonRetryable !== true;
  return error instanceof Error && !FINAL.has(error.name) && !isBug(error);
}

/** The failure as Temporal records it: typed by the error's name, final where a repeat cannot help. */
export function asFailure(error: unknown): Error {
  if (error instanceof ApplicationFailure || !(error instanceof Error)) return error as Error;
  return ApplicationFailure.create({
    type: error.name,
    message: error.message,
    nonRetryable: !isWorthRetrying(error),
    cause: error,
  });
}

function isBug(error: Error): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
