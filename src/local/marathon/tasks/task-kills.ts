import type { RootGroup } from '../groups/root-group.ts';
import type { RootUpdates } from '../groups/root-updates.ts';
import type { DeploymentPlan } from '../deployments/plan.ts';
import { isActive, type Instance } from './instance.ts';

/**
 * Kills the instances and takes one off their app for each that had a live task WHEN THE REQUEST CAME. By the time its
 * turn has come some may be gone and counted before: that is how a repeated call takes one too many, here as in Marathon.
 */
export function killAndScale(
  updates: RootUpdates,
  instances: readonly Instance[],
  force: boolean,
): Promise<DeploymentPlan> {
  const counts = new Map<string, number>();
  for (const { appId } of instances.filter(isActive)) counts.set(appId, (counts.get(appId) ?? 0) + 1);
  const change = (root: RootGroup): RootGroup => {
    const scaled = [...counts].flatMap(([id, count]) => {
      const app = root.apps[id];
      return app ? [[id, { ...app, instances: Math.max(0, app.instances - count) }] as const] : [];
    });
    return { ...root, apps: { ...root.apps, ...Object.fromEntries(scaled) } };
  };
  return updates.update(change, { force, sentenced: instances.map((it) => it.id) });
}
