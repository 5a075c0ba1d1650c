import { SERVICE, type Side } from '../schedule.ts';
import type { HaproxyModel } from './haproxy.ts';
import type { MarathonModel } from './marathon.ts';
import type { AppModel } from './tasks.ts';
import type { World } from './world.ts';

/** What somebody else does to an app. */
export const APP_CHANGES = [
  'kill-task',
  'lose-agent',
  'scale-up',
  'scale-down',
  'scale-to-0',
  'deploy',
  'restart',
  'delete',
] as const;

/** What somebody else does to a load balancer. */
export const POOL_CHANGES = [
  'remove-server',
  'drain-server',
  'stop-server',
  'add-server',
  'edit-map',
  'remove-entry',
  'empty-balancer',
] as const;

export type AppChange = (typeof APP_CHANGES)[number];
export type PoolChange = (typeof POOL_CHANGES)[number];
export type Foreign = { readonly change: AppChange; readonly side: Side } | { readonly change: PoolChange };

const AWAY_MS = 8_000;
const OCCUPIED_MS = 2_000;

/** They take nothing from users. */
const HARMLESS: readonly string[] = ['scale-up', 'deploy', 'add-server'];

/** Does it; false where there is nothing to do it to. `nowMs`: from then on users may meet what was done. */
export function doForeign(world: World, foreign: Foreign, nowMs: number): boolean {
  const before = world.hurtMs;
  if (!HARMLESS.includes(foreign.change)) world.hurtMs = nowMs;
  const isDone =
    'side' in foreign ? ofApp(world.marathon, foreign) : ofPool(world.balancers[0]!, foreign.change);
  if (!isDone) world.hurtMs = before;
  return isDone;
}

function ofApp(marathon: MarathonModel, { change, side }: { change: AppChange; side: Side }): boolean {
  const app = marathon.apps.get(`/${SERVICE}-${side === 'blue' ? 'a' : 'b'}`);
  if (app === undefined) return false;
  // Those that leave are the oldest.
  const task = app.tasks.findLast((it) => it.state === 'TASK_RUNNING');
  switch (change) {
    case 'kill-task':
      if (task !== undefined) marathon.crash(app, task);
      return task !== undefined;
    case 'lose-agent':
      if (task !== undefined) marathon.lose(app, task, AWAY_MS);
      return task !== undefined;
    case 'scale-up':
      return scale(marathon, app, app.instances + 1);
    case 'scale-down':
      return app.instances > 1 && scale(marathon, app, app.instances - 1);
    case 'scale-to-0':
      return app.instances > 0 && scale(marathon, app, 0);
    case 'deploy':
      marathon.occupy(app, OCCUPIED_MS);
      return true;
    case 'restart':
      marathon.restart(app);
      return true;
    case 'delete':
      marathon.remove(app.id, true);
      return true;
  }
}

/** With `force`, as people do who are in a hurry. */
function scale(marathon: MarathonModel, app: AppModel, instances: number): boolean {
  app.deployments = [];
  marathon.setInstances(app.id, instances);
  return true;
}

function ofPool(balancer: HaproxyModel, change: PoolChange): boolean {
  const server = balancer.taking()[0];
  balancer.touch();
  const entry = Number(balancer.map.get(SERVICE)?.match(/^-?\d+/)?.[0] ?? '0');
  switch (change) {
    case 'add-server':
      return balancer.add(`${SERVICE}_a`, 'somebody', '10.0.0.9:9999');
    case 'edit-map':
      balancer.map.set(SERVICE, entry === 10_000 ? '0' : '10000');
      return true;
    case 'remove-entry':
      return balancer.map.delete(SERVICE);
    case 'empty-balancer':
      balancer.restart();
      return true;
    case 'remove-server':
      return server !== undefined && balancer.remove(server);
    case 'drain-server':
    case 'stop-server':
      if (server !== undefined) balancer.setState(server, change === 'drain-server' ? 'drain' : 'maint');
      return server !== undefined;
  }
}
