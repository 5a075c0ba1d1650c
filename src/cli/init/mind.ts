import type { AppDefinition } from '../../domain/app.ts';
import { isMapping } from '../account/app-version.ts';

/** What stands in the way of two versions side by side, a sentence each, with what to do. */
export function whatToMind(app: AppDefinition): readonly string[] {
  return [
    ...(hasHealthChecks(app)
      ? []
      : [
          'app.healthChecks: there are none, so running counts as healthy. Add one, and remove health.required',
        ]),
    ...(hasFixedHostPort(app)
      ? ['app: a fixed port of the host can be had once on an agent only. Take port 0 and $PORT0']
      : []),
    ...(fieldOf(app, 'residency') === undefined && !hasLocalVolumes(app)
      ? []
      : ['app: a local persistent volume stays with its task: the new version begins with an empty one']),
    ...(app.instances === 0
      ? ['app.instances: it has none now; say how many the new version is to have']
      : []),
  ];
}

export function hasHealthChecks(app: AppDefinition): boolean {
  const checks = app['healthChecks'];
  return Array.isArray(checks) && checks.length > 0;
}

function hasFixedHostPort(app: AppDefinition): boolean {
  if (app['requirePorts'] === true && listAt(app, 'portDefinitions').some((it) => it['port'] !== 0))
    return true;
  const container = mappingOf(app, 'container');
  const docker = mappingOf(container, 'docker');
  return [...listAt(container, 'portMappings'), ...listAt(docker, 'portMappings')].some(
    ({ hostPort }) => typeof hostPort === 'number' && hostPort !== 0,
  );
}

function hasLocalVolumes(app: AppDefinition): boolean {
  return listAt(mappingOf(app, 'container'), 'volumes').some((it) => it['persistent'] !== undefined);
}

type Mapping = Readonly<Record<string, unknown>>;

function fieldOf(input: Mapping, field: string): unknown {
  return input[field] ?? undefined;
}

function mappingOf(input: Mapping, field: string): Mapping {
  const value = input[field];
  return isMapping(value) ? value : {};
}

function listAt(input: Mapping, field: string): readonly Mapping[] {
  const value = input[field];
  return Array.isArray(value) ? value.filter(isMapping) : [];
}
