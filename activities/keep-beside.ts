import { cancellationSignal, log } from '@temporalio/activity';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolIntent } from '../src/domain/pool-intent.ts';
import type { Target } from './dependencies.ts';
import { openGuard } from './guard.ts';
import { keepPool } from './look.ts';

const EVERY_MS = 1_000;
/** Nobody heartbeats meanwhile. */
const END_TIMEOUT_MS = 2_000;

/**
 * Keeps the pool as intended beside an act that does not look at it, from its second second on, and guards what the
 * intent names. What fails there is tried again and never fails the act. No intent: only the act.
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
  while (await isToLook(over)) {
    try {
      await keepPool(target, intent, over, guard);
    } catch (error) {
      log.warn('the pool could not be kept; the next look tries again', { error });
    }
  }
}

/** After a while; false at once when it is over. */
function isToLook(over: AbortSignal): Promise<boolean> {
  return sleep(EVERY_MS, true, { signal: over }).catch(() => false);
}
