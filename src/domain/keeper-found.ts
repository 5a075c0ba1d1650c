import type { App } from './app.ts';
import type { KeptService } from './keeper.ts';
import { serviceLabel } from './labels.ts';
import { serverName, type PoolIntent } from './pool-intent.ts';
import type { BackendSlot, PoolReading } from './pool.ts';
import { slotOf } from './slots.ts';

export type FoundServing =
  | { readonly kind: 'found'; readonly intent: PoolIntent }
  | { readonly kind: 'none' }
  /** `problem`: a sentence that names field, value and remedy */
  | { readonly kind: 'unclear'; readonly problem: string };

/**
 * The pool of the one app that serves, without a release that would tell: the one with the service's label, or with tasks
 * in its pool. A label that names another service overrules the pool; an app that wants no task does not serve.
 */
export function servingIntent(
  { target, service, portIndex }: KeptService & { readonly portIndex: number },
  apps: readonly App[],
  pool: PoolReading,
): FoundServing {
  const serving = apps.filter(
    (app) => isOfService(app, service, pool) && (app.instances > 0 || app.tasks.length > 0),
  );
  const [app, another] = serving;
  if (app === undefined) return { kind: 'none' };
  if (another !== undefined) {
    const ids = serving.map(({ id }) => id).join(' and ');
    const problem = `service: "${service}" on target "${target}" is served by ${ids}, and nothing tells what each is to get. Release it: that finishes it or turns it back.`;
    return { kind: 'unclear', problem };
  }
  const slot = slotIn(app, pool) ?? slotOf({ appId: app.id });
  const sides = [{ appId: app.id, slot, admit: 'all', withdrawn: [] }] as const;
  return { kind: 'found', intent: { target, service, portIndex, sides } };
}

export function isOfService(
  app: Pick<App, 'labels'> & Tasks,
  service: string,
  pool: Pick<PoolReading, 'servers'>,
): boolean {
  const label = app.labels[serviceLabel];
  return label === undefined ? slotIn(app, pool) !== undefined : label === service;
}

interface Tasks {
  readonly tasks: readonly { readonly id: string }[];
}

function slotIn({ tasks }: Tasks, { servers }: Pick<PoolReading, 'servers'>): BackendSlot | undefined {
  const names = new Set(tasks.map(({ id }) => serverName(id)));
  return servers.find(({ name }) => names.has(name))?.slot;
}
