import type { App, Task } from './app.ts';
import type { GuardedApp } from './guard.ts';
import { isServiceable } from './health-verdict.ts';
import { routingOf, type PoolSplit } from './pool-split.ts';
import type { BackendSlot, DesiredPool, DesiredServer } from './pool.ts';

/** What a procedure wants of the pool, in terms of apps. Tasks come and go; this stays. */
export interface PoolIntent {
  readonly target: string;
  readonly service: string;
  readonly portIndex: number;
  readonly sides: readonly PoolSideIntent[];
  /** Absent: the share of each slot follows the number of its serving tasks. */
  readonly split?: PoolSplit;
  /** Apps that nobody but the release is to change, and what it takes them for. */
  readonly guarded?: readonly GuardedApp[];
}

export interface PoolSideIntent {
  readonly appId: string;
  readonly slot: BackendSlot;
  /** Which healthy tasks may get users: all that come, or only these and those that already do. */
  readonly admit: 'all' | readonly string[];
  /** Which of them are to get no new request. */
  readonly withdrawn: 'all' | readonly string[];
}

/**
 * The pool that the intent asks for, given the tasks there are. A healthy admitted task serves. One that runs and is in
 * the pool already stays there while Marathon doubts its health: the load balancer checks by itself, and a failing
 * health check must not empty the pool. Without a split the share of each slot follows the
 * number of its serving tasks.
 */
export function desiredPool(
  intent: PoolIntent,
  apps: readonly App[],
  inPool: ReadonlySet<string>,
): DesiredPool {
  const servers = intent.sides.flatMap((side) => {
    const app = apps.find((it) => it.id === side.appId);
    return app === undefined ? [] : app.tasks.flatMap((task) => serverOf(task, app, side, intent, inPool));
  });
  const routing = intent.split === undefined ? { shareOfB: shareOfB(servers) } : routingOf(intent.split);
  return { service: intent.service, servers, ...routing };
}

/** HAProxy's name for a task's server. */
export function serverName(taskId: string): string {
  return `pacer_${taskId}`;
}

function serverOf(
  task: Task,
  app: App,
  side: PoolSideIntent,
  intent: PoolIntent,
  inPool: ReadonlySet<string>,
): DesiredServer[] {
  const port = task.ports[intent.portIndex];
  if (port === undefined || task.address === '') return [];
  const name = serverName(task.id);
  const known = inPool.has(name);
  const server = { slot: side.slot, name, address: `${task.address}:${port}` };
  if (side.withdrawn === 'all' || side.withdrawn.includes(task.id))
    return known ? [{ ...server, mode: 'draining' }] : [];
  if (side.admit !== 'all' && !side.admit.includes(task.id) && !known) return [];
  if (isServiceable(task, app)) return [{ ...server, mode: 'serving' }];
  if (!known || task.state !== 'TASK_RUNNING') return [];
  return task.health.kind === 'unhealthy'
    ? [{ ...server, mode: 'serving', doubted: true }]
    : [{ ...server, mode: 'serving' }];
}

/** Ten-thousandths of requests for slot b, so that every task that serves for sure gets as much as any other. */
function shareOfB(servers: readonly DesiredServer[]): number {
  const willing = servers.filter((server) => server.mode === 'serving');
  const sure = willing.filter((server) => server.doubted !== true);
  const serving = sure.length > 0 ? sure : willing;
  if (serving.length === 0) return 0;
  return Math.round((serving.filter((server) => server.slot === 'b').length * 10_000) / serving.length);
}
