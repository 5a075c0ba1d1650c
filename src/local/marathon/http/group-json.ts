import { parentsOf } from '../model/path-id.ts';
import type { Scheduler } from '../scheduler.ts';
import { appInfo, type Embed } from './app-info.ts';

/** A group with its apps and the groups in it. */
export function groupJson(
  scheduler: Scheduler,
  id: string,
  embeds: ReadonlySet<Embed>,
): Record<string, unknown> {
  const { store } = scheduler;
  const root = store.root();
  const isDirect = (child: string): boolean => parentsOf(child).at(-1) === id;
  return {
    id,
    apps: Object.values(root.apps)
      .filter((it) => isDirect(it.id))
      .map((it) => appInfo(scheduler, it, embeds)),
    pods: [],
    groups: root.groups.filter(isDirect).map((it) => groupJson(scheduler, it, embeds)),
    dependencies: [],
    version: id === '/' ? root.version : (store.groupVersionsOf(id).at(-1) ?? root.version),
    ...(parentsOf(id).length === 1 && { enforceRole: false }),
  };
}
