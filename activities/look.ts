import { cancellationSignal } from '@temporalio/activity';
import type { App } from '../src/domain/app.ts';
import type { PoolReading, PoolServerState } from '../src/domain/pool.ts';
import { desiredPool, serverName, type PoolIntent } from '../src/domain/pool-intent.ts';
import type { SideStatus, Sighting, TaskStatus } from '../src/domain/status.ts';
import type { Target } from './dependencies.ts';
import type { Guard } from './guard.ts';
import type { Scene } from './scene.ts';

export type { Scene } from './scene.ts';

/**
 * Reads the apps of an intent from Marathon and takes the pool one round of steps towards it. `guard`: is shown it. Safe
 * to repeat.
 */
export async function keepPool(
  target: Target,
  intent: PoolIntent,
  signal: AbortSignal = cancellationSignal(),
  guard?: Guard,
): Promise<Scene> {
  const [reading, ...found] = await Promise.all([
    target.loadBalancer.read(intent.service, signal),
    ...intent.sides.map((side) => target.marathon.readApp(side.appId, signal)),
  ]);
  const apps = found.filter((app) => app !== undefined);
  const inPool = new Set(
    reading.servers.filter((server) => server.state !== 'checking').map((server) => server.name),
  );
  const desired = desiredPool(intent, apps, inPool);
  const pool = await target.loadBalancer.converge(desired, signal);
  const scene = { apps, found: reading, pool, desired };
  await guard?.saw(target, intent, scene, signal);
  return scene;
}

/** What the operator is shown of a scene. `pending` holds the gauges that were read, by task id. */
export function sight(
  scene: Scene,
  waitingFor?: string,
  pending: Readonly<Record<string, number>> = {},
): Sighting {
  return {
    at: new Date().toISOString(),
    ...(waitingFor === undefined ? {} : { waitingFor }),
    apps: scene.apps.map((app) => sideStatus(app, scene.pool.reading, pending)),
  };
}

function sideStatus(app: App, reading: PoolReading, pending: Readonly<Record<string, number>>): SideStatus {
  const tasks = app.tasks.map((task): TaskStatus => {
    const servers = reading.servers.filter((server) => server.name === serverName(task.id));
    const port = task.ports[0];
    const gauge = pending[task.id];
    return {
      taskId: task.id,
      host: task.host,
      state: task.state,
      health: task.health.kind,
      ...(port === undefined ? {} : { port }),
      ...(gauge === undefined ? {} : { pending: gauge }),
      ...(servers.length === 0
        ? {}
        : {
            pool: leastReady(servers.map((server) => server.state)),
            sessions: sum(servers, 'sessions'),
            queue: sum(servers, 'queue'),
          }),
    };
  });
  const { id, instances, configVersion } = app;
  return { appId: id, instances, ...(configVersion === undefined ? {} : { configVersion }), tasks };
}

const READINESS: readonly PoolServerState[] = ['down', 'maintenance', 'checking', 'draining', 'serving'];

function leastReady(states: readonly PoolServerState[]): PoolServerState {
  return READINESS.find((state) => states.includes(state)) ?? 'down';
}

function sum(servers: readonly { sessions: number; queue: number }[], what: 'sessions' | 'queue'): number {
  return servers.reduce((total, server) => total + server[what], 0);
}
