import { cancellationSignal, log } from '@temporalio/activity';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Target } from './dependencies.ts';
import { isWorthRetrying } from './failures.ts';
import { openGuard } from './guard.ts';
import { keepPool } from './look.ts';

const EVERY_MS = 1_000;
/** What waiting does not help may be mended by a person. */
const ONCE_REFUSED_EVERY_MS = 10_000;
/** Nobody heartbeats meanwhile. */
const END_TIMEOUT_MS = 2_000;

/**
 * Keeps the pool as intended beside an act that does not look at it, from its second second on, and guards what the
 * intent names. What fails there is tried again, told once while it is the same, and never fails the act. No intent: only the act.
 */
export async function keptBeside<T>(
  target: Target,
  intent: PoolIntent | undefined,
  act: () => Promise<T>,
): Promise<T> {
  if (intent === undefined) return act();
  const done = new AbortController();
  const keeping = keepUntil(target, intent, AbortSignal.any([done.signal, cancellationSignal()]));
  try {
    return await act();
  } finally {
    done.abort();
    // Whoever comes next may want the pool otherwise.
    await endOf(keeping);
  }
}

/** Its requests are aborted by now; what does not end for all that is not waited for. */
async function endOf(keeping: Promise<void>): Promise<void> {
  const ended = new AbortController();
  const tooLong = sleep(END_TIMEOUT_MS, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([keeping, tooLong]);
  ended.abort();
}

async function keepUntil(target: Target, intent: PoolIntent, over: AbortSignal): Promise<void> {
  const guard = openGuard();
  let told: string | undefined;
  let againInMs = EVERY_MS;
  while (await isToLook(over, againInMs)) {
    try {
      await keepPool(target, intent, over, guard);
      told = undefined;
      againInMs = EVERY_MS;
    } catch (error) {
      if (over.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      againInMs = isWorthRetrying(error) ? EVERY_MS : ONCE_REFUSED_EVERY_MS;
      if (problem !== told)
        log.warn('the pool could not be kept; it is tried again', { problem, againInMs, error });
      told = problem;
    }
  }
}

/** After a while; false at once when it is over. */
function isToLook(over: AbortSignal, afterMs: number): Promise<boolean> {
  return sleep(afterMs, true, { signal: over }).catch(() => false);
}
