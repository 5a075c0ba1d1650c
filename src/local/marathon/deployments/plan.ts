import { changeBetween, isMarkedForRestart } from '../model/app-change.ts';
import type { AppSpec } from '../model/app-spec.ts';
import { isWithin } from '../model/path-id.ts';
import type { RootGroup } from '../groups/root-group.ts';

/** How Marathon gets from one root to another. Plain JSON: it survives a restart. */
export interface DeploymentPlan {
  readonly id: string;
  readonly version: string;
  readonly steps: readonly DeploymentStep[];
  /** The apps it acts on, as they were and as they are to be. */
  readonly changes: Readonly<Record<string, AppTransition>>;
  /** Instances to be killed first where an app is scaled down. */
  readonly sentenced: readonly string[];
}

export interface DeploymentStep {
  readonly actions: readonly DeploymentAction[];
}

export interface DeploymentAction {
  readonly action: 'StartApplication' | 'ScaleApplication' | 'RestartApplication' | 'StopApplication';
  readonly app: string;
}

export interface AppTransition {
  readonly before?: AppSpec;
  readonly after?: AppSpec;
}

/** Stops come first, then starts with no instance, then scaling and restarts, dependencies before dependents. */
export function planSteps(from: RootGroup, to: RootGroup): readonly DeploymentStep[] {
  const stopped = Object.keys(from.apps).filter((id) => to.apps[id] === undefined);
  const started = Object.keys(to.apps).filter((id) => from.apps[id] === undefined);
  const levels: DeploymentAction[][] = [];
  for (const app of Object.values(to.apps)) {
    const action = actionFor(from.apps[app.id], app);
    if (action !== undefined) (levels[depthOf(app, to, [])] ??= []).push({ action, app: app.id });
  }
  const steps = [
    stopped.map((app) => ({ action: 'StopApplication' as const, app })),
    started.map((app) => ({ action: 'StartApplication' as const, app })),
    ...Array.from(levels, (it: DeploymentAction[] | undefined) => it ?? []),
  ];
  return steps.filter((actions) => actions.length > 0).map((actions) => ({ actions }));
}

export function transitions(
  from: RootGroup,
  to: RootGroup,
  steps: readonly DeploymentStep[],
): DeploymentPlan['changes'] {
  const ids = new Set(steps.flatMap((step) => step.actions.map((it) => it.app)));
  return Object.fromEntries(
    [...ids].map((id) => {
      const before = from.apps[id];
      const after = to.apps[id];
      return [id, { ...(before && { before }), ...(after && { after }) }];
    }),
  );
}

/** The root without what the plan changed: its apps as `restore` gives them back. What others changed meanwhile stays. */
export function reverted(
  root: RootGroup,
  plan: DeploymentPlan,
  restore: (app: AppSpec) => AppSpec,
): RootGroup {
  const untouched = Object.values(root.apps).filter((it) => !(it.id in plan.changes));
  const restored = Object.values(plan.changes).flatMap(({ before }) => (before ? [restore(before)] : []));
  return { ...root, apps: Object.fromEntries([...untouched, ...restored].map((it) => [it.id, it])) };
}

function actionFor(before: AppSpec | undefined, after: AppSpec): DeploymentAction['action'] | undefined {
  if (before === undefined) return 'ScaleApplication';
  const change = changeBetween(before, after);
  if (change === 'none') return isMarkedForRestart(before, after) ? 'RestartApplication' : undefined;
  return change === 'config' && after.instances > 0 ? 'RestartApplication' : 'ScaleApplication';
}

/** Length of the longest chain of dependencies below an app; a cycle counts as its end. */
function depthOf(app: AppSpec, root: RootGroup, path: readonly string[]): number {
  const needed = Object.values(root.apps).filter(
    (it) => it.id !== app.id && !path.includes(it.id) && app.dependencies?.some((id) => isWithin(it.id, id)),
  );
  return needed.reduce((depth, it) => Math.max(depth, 1 + depthOf(it, root, [...path, app.id])), 0);
}
