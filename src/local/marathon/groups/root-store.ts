import { join } from 'node:path';
import type { AppSpec } from '../model/app-spec.ts';
import { parentsOf } from '../model/path-id.ts';
import { readStateFile, StateFile } from '../state/state-file.ts';
import { EMPTY_ROOT, type RootGroup } from './root-group.ts';

interface StoredRoot {
  readonly root: RootGroup;
  /** Earlier and present definitions of every app, by version. */
  readonly appVersions: Readonly<Record<string, Readonly<Record<string, AppSpec>>>>;
  readonly groupVersions: Readonly<Record<string, readonly string[]>>;
}

/** As many versions of an app or group as Marathon keeps. */
const MAX_VERSIONS = 50;

/** The root and its history, on disk. */
export class RootStore {
  #stored: StoredRoot;
  readonly #file: StateFile<StoredRoot>;

  constructor(stateDir: string) {
    const path = join(stateDir, 'root.json');
    this.#stored = (readStateFile(path) as StoredRoot | undefined) ?? {
      root: EMPTY_ROOT,
      appVersions: {},
      groupVersions: {},
    };
    this.#file = new StateFile(path, () => this.#stored);
  }

  /** The root that is in force. */
  root(): RootGroup {
    return this.#stored.root;
  }

  /** Writes the versions that a change is about to make; the root stays as it is. */
  async storeVersions(next: RootGroup, version: string): Promise<void> {
    const { root, appVersions, groupVersions } = this.#stored;
    const changed = changedApps(root, next);
    const apps = { ...appVersions };
    for (const app of changed.flatMap((id) => next.apps[id] ?? [])) {
      apps[app.id] = newest({ ...apps[app.id], [app.version]: app });
    }
    const groups = { ...groupVersions };
    for (const group of new Set(changed.flatMap(parentsOf))) {
      groups[group] = [...(groups[group] ?? []), version].slice(-MAX_VERSIONS);
    }
    this.#stored = { root, appVersions: apps, groupVersions: groups };
    await this.#file.save();
  }

  /** Writes the root and puts it in force; apps that are gone lose their versions. */
  async storeRoot(next: RootGroup): Promise<void> {
    const { appVersions, groupVersions } = this.#stored;
    const live = Object.entries(appVersions).filter(([id]) => next.apps[id] !== undefined);
    const liveGroups = Object.entries(groupVersions).filter(([id]) => id === '/' || next.groups.includes(id));
    const stored = {
      root: next,
      appVersions: Object.fromEntries(live),
      groupVersions: Object.fromEntries(liveGroups),
    };
    this.#stored = stored;
    await this.#file.save();
  }

  versionsOf(appId: string): readonly string[] {
    return Object.keys(this.#stored.appVersions[appId] ?? {});
  }

  appInVersion(appId: string, version: string): AppSpec | undefined {
    return this.#stored.appVersions[appId]?.[version];
  }

  groupVersionsOf(id: string): readonly string[] {
    return this.#stored.groupVersions[id] ?? [];
  }
}

function changedApps(before: RootGroup, after: RootGroup): readonly string[] {
  const ids = new Set([...Object.keys(before.apps), ...Object.keys(after.apps)]);
  return [...ids].filter((id) => before.apps[id]?.version !== after.apps[id]?.version);
}

function newest(versions: Readonly<Record<string, AppSpec>>): Readonly<Record<string, AppSpec>> {
  return Object.fromEntries(Object.entries(versions).slice(-MAX_VERSIONS));
}
