import type { AppUpdate } from './app-schema.ts';

type Filled =
  | 'backoffFactor'
  | 'backoffSeconds'
  | 'cpus'
  | 'disk'
  | 'executor'
  | 'instances'
  | 'labels'
  | 'maxLaunchDelaySeconds'
  | 'mem'
  | 'gpus'
  | 'networks'
  | 'requirePorts'
  | 'upgradeStrategy'
  | 'killSelection'
  | 'unreachableStrategy'
  | 'role';

/** An app with every default filled in, as Marathon keeps it. */
export type AppSpec = Readonly<
  Omit<AppUpdate, Filled | 'id' | 'ports'> & { [F in Filled]-?: Exclude<AppUpdate[F], undefined> }
> & {
  readonly id: string;
  /** Moves with every accepted change of this app. ISO-8601 UTC. */
  readonly version: string;
  readonly versionInfo?: VersionInfo;
};

export interface VersionInfo {
  readonly lastScalingAt: string;
  readonly lastConfigChangeAt: string;
}

export type AppsById = Readonly<Record<string, AppSpec>>;

/** When the part of the app that its tasks run with was written. */
export function configVersion(app: AppSpec): string {
  return app.versionInfo?.lastConfigChangeAt ?? app.version;
}

/** Names of the app's ports in their order; undefined where a port has none. */
export function portNames(app: AppSpec): readonly (string | undefined)[] {
  return (app.container?.portMappings ?? app.portDefinitions ?? []).map((it) => it.name);
}

/** The ports under which load balancers know the app. */
export function servicePorts(app: AppSpec): readonly number[] {
  const mappings = app.container?.portMappings;
  return mappings ? mappings.map((it) => it.servicePort) : (app.portDefinitions ?? []).map((it) => it.port);
}
