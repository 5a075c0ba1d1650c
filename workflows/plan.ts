import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Preview } from '../src/domain/preview/preview.ts';
import { orRefuse } from './failure.ts';
import { serviceLockId } from './messages.ts';

/** Somebody waits for the answer; a worker that dies meanwhile is not waited for. */
const { previewRelease } = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '25s',
  retry: { maximumAttempts: 2 },
  summary: 'look at the live systems and plan',
});

/**
 * What a release by a spec of either procedure would do, and what stands in its way. Changes nothing, and takes no lock.
 * Fails with `InvalidInput` for what is no spec.
 */
export async function plan(input: unknown): Promise<Preview> {
  const { target, service } = namesIn(input);
  return orRefuse(previewRelease({ spec: input, lockId: serviceLockId(target, service) }));
}

/** Whatever the input is: the activity says what is wrong with it. */
function namesIn(input: unknown): { readonly target: string; readonly service: string } {
  const { target, service } = (input ?? {}) as { readonly target?: unknown; readonly service?: unknown };
  return { target: textOf(target), service: textOf(service) };
}

/** Anything else may have a `toString` of its own, which throws. */
function textOf(name: unknown): string {
  return typeof name === 'string' ? name : '';
}
