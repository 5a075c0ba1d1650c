import { AlreadyExistsError, NotFoundError } from '../errors.ts';
import { stampedApp } from '../model/app-change.ts';
import type { AppsById, AppSpec } from '../model/app-spec.ts';
import { isWithin, parentsOf } from '../model/path-id.ts';

/** All apps and groups: what Marathon wants to be so. Immutable; a change makes another one. */
export interface RootGroup {
  readonly apps: AppsById;
  /** Ids of all groups but the root. */
  readonly groups: readonly string[];
  /** Marathon sets it once and shows it as the version of what a rollback restores. */
  readonly version: string;
}

export const EMPTY_ROOT: RootGroup = { apps: {}, groups: [], version: '1970-01-01T00:00:00.000Z' };

/** Throws NotFoundError. */
export function requireApp(root: RootGroup, id: string): AppSpec {
  const app = root.apps[id];
  if (app === undefined) throw new NotFoundError(`App '${id}' does not exist`);
  return app;
}

export function hasGroup(root: RootGroup, id: string): boolean {
  return id === '/' || root.groups.includes(id);
}

/** Throws NotFoundError. */
export function requireGroup(root: RootGroup, id: string, withDetails = true): void {
  if (!hasGroup(root, id)) throw new NotFoundError(`Group '${id}' does not exist`, withDetails);
}

export function withApp(root: RootGroup, app: AppSpec): RootGroup {
  return withGroups({ ...root, apps: { ...root.apps, [app.id]: app } }, parentsOf(app.id));
}

/** Throws AlreadyExistsError. */
export function withNewApp(root: RootGroup, app: AppSpec): RootGroup {
  if (root.apps[app.id] !== undefined)
    throw new AlreadyExistsError(`An app with id [${app.id}] already exists.`);
  return withApp(root, app);
}

export function withoutApp(root: RootGroup, id: string): RootGroup {
  return { ...root, apps: keep(root.apps, (it) => it.id !== id) };
}

export function withGroups(root: RootGroup, ids: readonly string[]): RootGroup {
  const added = ids.filter((it) => it !== '/' && !root.groups.includes(it));
  return added.length === 0 ? root : { ...root, groups: [...root.groups, ...new Set(added)] };
}

/** Without the group and everything in it. */
export function withoutGroup(root: RootGroup, id: string): RootGroup {
  return {
    ...root,
    apps: keep(root.apps, (it) => !isWithin(it.id, id)),
    groups: root.groups.filter((it) => !isWithin(it, id)),
  };
}

/** The root with the versions that the change gives to its apps. */
export function stamped(before: RootGroup, after: RootGroup, version: string): RootGroup {
  const apps = Object.values(after.apps).map((it) => stampedApp(before.apps[it.id], it, version));
  return {
    ...after,
    apps: Object.fromEntries(apps.map((it) => [it.id, it])),
    version: before.version === EMPTY_ROOT.version ? version : before.version,
  };
}

function keep(apps: AppsById, wanted: (app: AppSpec) => boolean): AppsById {
  return Object.fromEntries(Object.entries(apps).filter(([, app]) => wanted(app)));
}
