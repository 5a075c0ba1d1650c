import { cancellationSignal } from '@temporalio/activity';
import type { OddApp } from '../src/clients/marathon-app-list.ts';
import type { App } from '../src/domain/app.ts';
import { belongsTo } from '../src/domain/apps-of-service.ts';
import { blueField } from '../src/domain/find-sides.ts';
import type { SeenApp } from '../src/domain/found-by-look.ts';
import { serverName } from '../src/domain/pool-intent.ts';
import type { BackendSlot, PoolServer } from '../src/domain/pool.ts';
import { isDefinitionOf } from '../src/domain/same-definition.ts';
import type { CheckedSpec } from '../src/domain/spec.ts';
import { tasksWithUsers } from '../src/domain/tasks-with-users.ts';
import type { Target } from './dependencies.ts';
import { demandOthers } from './odd-apps.ts';

interface NamesBlue {
  readonly blue?: string | undefined;
  readonly stable?: string | undefined;
}

export type SeenApps =
  | { readonly kind: 'seen'; readonly apps: readonly SeenApp[]; readonly all: readonly Pick<App, 'id'>[] }
  | { readonly kind: 'not-yet'; readonly because: string };

/** One look at the apps of a service. Throws what Marathon's client throws, of an app that may be the service's, too. */
export async function findApps({ marathon, loadBalancer }: Target, spec: CheckedSpec): Promise<SeenApps> {
  const signal = cancellationSignal();
  const odd: OddApp[] = [];
  const all = await marathon.listApps(signal, (app) => odd.push(app));
  const pool = await loadBalancer
    .read(spec.service, signal)
    .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  const reading = pool instanceof Error ? { servers: [], shareOfB: {} } : pool;
  const wanted = { ...spec, named: (spec as NamesBlue)[blueField(spec)] };
  demandOthers(odd, (app) => belongsTo(app, wanted, slotsInPool(app, reading.servers).length > 0) !== 'no');
  const found: SeenApp[] = [];
  for (const app of all) {
    const slots = slotsInPool(app, reading.servers);
    const belongs = belongsTo(app, wanted, slots.length > 0);
    if (belongs === 'no') continue;
    const definition = await marathon.readDefinition(app.id, signal);
    if (definition === undefined)
      return { kind: 'not-yet', because: `Marathon to say whether ${app.id} is there` };
    const isOfSpec = isDefinitionOf(spec.app, definition);
    if (belongs === 'if-of-spec' && !isOfSpec) continue;
    const [slot, another] = slots;
    const isInPool = slots.length > 0;
    found.push({
      app,
      definition,
      isOfSpec,
      isInPool,
      withUsers: tasksWithUsers(app, reading),
      ...(slot !== undefined && another === undefined && { slot }),
    });
  }
  // Only the pool tells of an app with an id of its own, and which of two has users: an app that is alone serves.
  if (pool instanceof Error && found.length !== 1)
    return { kind: 'not-yet', because: `the pool to be read (${pool.message})` };
  return { kind: 'seen', apps: found, all: [...all, ...odd] };
}

function slotsInPool(
  { tasks }: Pick<OddApp, 'tasks'>,
  servers: readonly PoolServer[],
): readonly BackendSlot[] {
  const names = new Set(tasks.map(({ id }) => serverName(id)));
  return [...new Set(servers.filter(({ name }) => names.has(name)).map(({ slot }) => slot))];
}
