import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, log } from '@temporalio/activity';

/**
 * Puts heartbeat details on Temporal's server and resolves once they are there. `attempt-over`: the server has given
 * this attempt up, and another one may run. Throws when the server does not answer in time. Safe to repeat.
 */
export type KeepDetails = (
  taskToken: Uint8Array,
  details: unknown,
  timeoutMs: number,
) => Promise<'kept' | 'attempt-over'>;

const RETRY_MS = 50;

/**
 * The worker sends heartbeats when it sees fit. What must survive its death is put on the server here before anything
 * else is done. Answers `unknown` when the server cannot be reached for `withinMs`: the next heartbeat has it, too.
 */
export async function acknowledged(
  keep: KeepDetails,
  details: unknown,
  withinMs: number,
): Promise<'kept' | 'attempt-over' | 'unknown'> {
  const { taskToken } = activityInfo();
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const leftMs = untilMs - performance.now();
    try {
      return await keep(taskToken, details, Math.max(RETRY_MS, leftMs));
    } catch (error) {
      if (performance.now() + RETRY_MS > untilMs) {
        log.warn('heartbeat details are not on the server yet', { error });
        return 'unknown';
      }
    }
    await sleep(RETRY_MS);
  }
}
