import type { App } from './app.ts';
import { FULL_WEIGHT } from './canary.ts';
import { serverName } from './pool-intent.ts';
import type { PoolReading, PoolServer } from './pool.ts';

/**
 * The tasks of an app that users get to on some load balancer: its servers there are neither drained nor in maintenance,
 * and their slot has a share, or the other slot has nobody who could take the requests.
 */
export function tasksWithUsers({ tasks }: App, pool: PoolReading): readonly string[] {
  const reached = pool.servers.filter((it) => isEnabled(it) && isReached(it, pool));
  const names = new Set(reached.map(({ name }) => name));
  return tasks.map(({ id }) => id).filter((id) => names.has(serverName(id)));
}

function isReached({ balancer, slot }: PoolServer, { servers, shareOfB }: PoolReading): boolean {
  const ofB = shareOfB[balancer];
  const share = slot === 'b' ? ofB : FULL_WEIGHT - (ofB ?? 0);
  if (share !== 0) return true;
  return !servers.some((it) => it.balancer === balancer && it.slot !== slot && isEnabled(it));
}

/** A failing check keeps users away for the moment only. */
function isEnabled({ state }: PoolServer): boolean {
  return state === 'serving' || state === 'down';
}
