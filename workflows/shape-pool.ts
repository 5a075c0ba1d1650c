import type { PoolGoal } from '../src/domain/pool-goal.ts';
import { acting } from './acting.ts';
import { orFail, waitingFor, type Release } from './release.ts';

/** A converged pool is a matter of one health check interval; longer means that something is in the way. */
const POOL_TIMEOUT_MS = 60_000;

/** Brings the pool to what the book says, as far as the goal needs it; `thorough` also waits for what is only untidy. */
export async function shapePool(
  { pool, journal }: Release,
  summary: string,
  goal: PoolGoal = {},
  thorough = false,
): Promise<void> {
  waitingFor(journal, summary, 'load-balancer', POOL_TIMEOUT_MS);
  const input = { intent: pool.intent(), goal, thorough, timeoutMs: POOL_TIMEOUT_MS };
  const result = orFail(await acting(summary, POOL_TIMEOUT_MS).shapePool(input));
  if (result.leftOver !== undefined) journal.note(`the load balancer still has: ${result.leftOver}`);
  journal.saw(result.sighting);
  pool.learns(result.sighting);
}
