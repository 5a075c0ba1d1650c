import type { ForeignChange, GuardedApp } from '../src/domain/guard.ts';
import type { ReleasePlan, Side } from '../src/domain/plan.ts';
import type { Sighting } from '../src/domain/status.ts';

/** Keeps what the release takes its two apps for, so that whatever else happens to them is somebody else's doing. */
export interface GuardBook {
  /** The release has given the side so many instances. */
  expects(side: Side, instances: number): void;
  /** What is not known yet is as it was seen. */
  learns(sighting: Sighting): void;
  /** Somebody else has changed something. */
  noticed(change: ForeignChange): void;
  /** Whatever becomes of the side is of no more interest: it is on its way out. */
  unguard(side: Side): void;
  /** The release turns back to the side. */
  returnsTo(side: Side): void;
  /** Somebody else has deleted its app. */
  isGone(side: Side): boolean;
  /** The count that the release takes the side for, which somebody may have raised; undefined: not known. */
  instancesOf(side: Side): number | undefined;
}

export function openGuardBook({ blue, green, adopted }: ReleasePlan): GuardBook & {
  readonly listBut: (acted: Side | undefined) => readonly GuardedApp[];
} {
  const apps = new Map<string, GuardedApp>();
  const gone = new Set<string>();
  for (const { colour, appId, instances: planned } of [blue, green].filter((it) => it !== undefined))
    apps.set(appId, { colour, appId, planned });
  const change = (appId: string, part: Partial<GuardedApp>): void => {
    const known = apps.get(appId);
    if (known !== undefined) apps.set(appId, { ...known, ...part });
  };
  const without = (appId: string, what: 'instances' | 'configVersion'): void => {
    const known = apps.get(appId);
    if (known === undefined) return;
    const { instances, configVersion, ...app } = known;
    if (what === 'instances')
      apps.set(appId, { ...app, ...(configVersion === undefined ? {} : { configVersion }) });
    else apps.set(appId, { ...app, ...(instances === undefined ? {} : { instances }) });
  };
  // Of an app that was found half-way it is not known how many tasks it has now.
  if (blue !== undefined && adopted === undefined) change(blue.appId, { instances: blue.instances });
  return {
    listBut: (acted) => {
      if (acted !== undefined) without(acted.appId, 'instances');
      return [...apps.values()].filter((it) => it.appId !== acted?.appId);
    },
    expects: ({ appId }, instances) => {
      change(appId, { instances });
    },
    learns: ({ apps: seen }) => {
      for (const { appId, instances, configVersion } of seen) {
        const known = apps.get(appId);
        if (known === undefined) continue;
        change(appId, {
          instances: known.instances ?? instances,
          ...(configVersion === undefined ? {} : { configVersion: known.configVersion ?? configVersion }),
        });
      }
    },
    noticed: ({ kind, colour, appId = '', instances, knownVersion }) => {
      if (instances !== undefined) change(appId, { instances });
      if (kind === 'app-deleted') {
        apps.delete(appId);
        gone.add(appId);
      }
      const known = apps.get(appId);
      if (kind !== 'version-changed' || knownVersion === undefined || known === undefined) return;
      if (colour === 'green') change(appId, { configVersion: known.configVersion ?? knownVersion });
      else without(appId, 'configVersion');
    },
    unguard: ({ appId }) => {
      apps.delete(appId);
    },
    returnsTo: ({ appId }) => {
      change(appId, { isReturning: true });
    },
    isGone: ({ appId }) => gone.has(appId),
    instancesOf: ({ appId }) => apps.get(appId)?.instances,
  };
}
