import type { App } from './app.ts';
import type { BackendSlot } from './backend-slot.ts';
import { FULL_WEIGHT } from './canary.ts';
import { isServiceable } from './health-verdict.ts';
import { serverName } from './pool-intent.ts';
import type { PoolReading } from './pool.ts';

/** How the version that served before stands at one moment. */
export type BlueStanding =
  | {
      readonly kind: 'seen';
      /** Tasks that can have users now; those that were withdrawn and run on are among them. */
      readonly healthy: number;
      /** Servers of it that take requests: the fewest of all load balancer instances. Absent: not known. */
      readonly serving?: number;
      /** Its share of requests, in ten-thousandths: the least of all load balancer instances. Absent: not known. */
      readonly share?: number;
      /** Withdrawn tasks that Marathon may be about to end: they are to stay withdrawn. */
      readonly leaving: 'all' | readonly string[];
    }
  /** Marathon does not have the app. */
  | { readonly kind: 'gone' }
  /** Neither Marathon nor the load balancer has said anything in time. */
  | { readonly kind: 'unknown'; readonly because: string };

/** What was read. Absent: that system has not answered. */
export interface BlueReading {
  readonly app?: App;
  readonly pool?: PoolReading;
}

/** Judges a reading of an app that is there. `withdrawn`: tasks that a step before may have begun to end. */
export function standingOf(
  { app, pool }: BlueReading,
  slot: BackendSlot,
  withdrawn: 'all' | readonly string[],
): BlueStanding {
  const known = pool === undefined ? {} : { serving: servingOf(pool, slot), ...shareOf(pool, slot) };
  if (app === undefined) {
    if (pool === undefined) return { kind: 'unknown', because: 'neither system has answered' };
    // Whoever serves there has passed its check; whoever is withdrawn may be ending by now.
    return { kind: 'seen', healthy: servingOf(pool, slot), leaving: withdrawn, ...known };
  }
  // By their names: a task that comes after them may have users.
  const leaving = isEnding(app) ? app.tasks.map(({ id }) => id).filter((id) => isIn(withdrawn, id)) : [];
  const down = new Set(pool?.servers.filter((it) => it.state === 'down').map((it) => it.name));
  const staying = app.tasks.filter(({ id }) => !leaving.includes(id));
  const healthy = staying.filter((task) => isServiceable(task, app) && !down.has(serverName(task.id))).length;
  return { kind: 'seen', healthy, leaving, ...known };
}

function isIn(withdrawn: 'all' | readonly string[], taskId: string): boolean {
  return withdrawn === 'all' || withdrawn.includes(taskId);
}

function servingOf({ servers, shareOfB }: PoolReading, slot: BackendSlot): number {
  const counts = Object.keys(shareOfB).map(
    (balancer) =>
      servers.filter((it) => it.balancer === balancer && it.slot === slot && it.state === 'serving').length,
  );
  return counts.length === 0 ? 0 : Math.min(...counts);
}

function shareOf({ shareOfB }: PoolReading, slot: BackendSlot): { readonly share?: number } {
  const shares = Object.values(shareOfB).map((share) => (slot === 'b' ? share : FULL_WEIGHT - share));
  return shares.length === 0 ? {} : { share: Math.min(...shares) };
}

/** It wants fewer tasks than it has, or is changing: a kill-and-scale may be under way. */
function isEnding({ instances, tasks, deployments }: App): boolean {
  const running = tasks.filter((task) => task.state === 'TASK_RUNNING').length;
  return deployments.length > 0 || instances < running;
}
