import { isDeepStrictEqual } from 'node:util';
import { configVersion, type AppSpec } from './app-spec.ts';
import { without } from './fields.ts';

export type AppChange =
  | 'none'
  /** only the number of instances differs */
  | 'scale'
  /** something that tasks run with differs, labels included */
  | 'config';

export function changeBetween(before: AppSpec, after: AppSpec): AppChange {
  if (!isDeepStrictEqual(configOf(before), configOf(after))) return 'config';
  return before.instances === after.instances ? 'none' : 'scale';
}

/** The app with the versions that a change gives it; an app that did not change keeps its own. */
export function stampedApp(before: AppSpec | undefined, after: AppSpec, version: string): AppSpec {
  const all = { lastScalingAt: version, lastConfigChangeAt: version };
  if (before === undefined) return { ...after, version, versionInfo: all };
  if (isMarkedForRestart(before, after)) return after;
  switch (changeBetween(before, after)) {
    case 'none':
      return before;
    case 'scale':
      return { ...after, version, versionInfo: { ...(before.versionInfo ?? all), lastScalingAt: version } };
    case 'config':
      return { ...after, version, versionInfo: all };
  }
}

/** True when the same configuration carries a newer version: only a restart does that. */
export function isMarkedForRestart(before: AppSpec, after: AppSpec): boolean {
  const marked = after.versionInfo?.lastConfigChangeAt;
  return marked !== undefined && marked !== configVersion(before) && changeBetween(before, after) === 'none';
}

/** The app to be restarted as it is: Marathon marks it by a new version of its configuration. */
export function restartedApp(app: AppSpec, version: string): AppSpec {
  const lastScalingAt = app.versionInfo?.lastScalingAt ?? version;
  return { ...app, version, versionInfo: { lastScalingAt, lastConfigChangeAt: version } };
}

function configOf(app: AppSpec): unknown {
  const config = without(app, 'instances', 'version', 'versionInfo');
  const lists = ['healthChecks', 'readinessChecks', 'env', 'dependencies', 'constraints', 'fetch'] as const;
  const empty = lists.filter((it) => Object.keys(config[it] ?? {}).length === 0);
  return Object.fromEntries(Object.entries(config).filter(([key]) => !empty.some((it) => it === key)));
}

/** An earlier definition to be written again: without the versions it had. */
export function withoutVersions(app: AppSpec): AppSpec {
  return without(app, 'versionInfo');
}
