import { InvalidBodyError } from '../errors.ts';
import { appUpdateSchema, NETWORK_CHECKS, type AppUpdate, type HealthCheck } from './app-schema.ts';
import { portNames, type AppSpec } from './app-spec.ts';
import { defined, without } from './fields.ts';
import { checkShape } from './parse-body.ts';
import { canonicalId } from './path-id.ts';

const DEFAULTS = {
  backoffFactor: 1.15,
  backoffSeconds: 1,
  cpus: 1,
  disk: 0,
  executor: '',
  instances: 1,
  labels: {},
  maxLaunchDelaySeconds: 300,
  mem: 128,
  gpus: 0,
  requirePorts: false,
  upgradeStrategy: { maximumOverCapacity: 1, minimumHealthCapacity: 1 },
  killSelection: 'YOUNGEST_FIRST',
  unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
  role: '*',
} as const;

/** What a client wrote of an app, checked field by field. Throws InvalidBodyError. */
export function parseAppUpdate(body: unknown): AppUpdate {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidBodyError('Invalid JSON', [
      { path: '/id', errors: [`${JSON.stringify(body)} is not an object`] },
    ]);
  }
  return checkShape(appUpdateSchema, body);
}

/** The id in the body, absolute. Throws InvalidBodyError when there is none. */
export function idInBody(update: AppUpdate, body: unknown, base = '/'): string {
  if (update.id === undefined) {
    const errors = [`'id' is undefined on object: ${JSON.stringify(body)}`];
    throw new InvalidBodyError('Invalid JSON', [{ path: '/id', errors }]);
  }
  return canonicalId(update.id, base);
}

/** A complete app: what is absent gets Marathon's default. Throws InvalidBodyError when it cannot run. */
export function completeApp(id: string, update: AppUpdate, version: string): AppSpec {
  const { ports } = update;
  const fields = defined(without(update, 'ports'));
  const networks = update.networks ?? [{ mode: 'host' as const }];
  const definitions = update.portDefinitions ?? ports?.map((port) => ({ port, protocol: 'tcp' as const }));
  const onHost = networks.every((it) => it.mode === 'host') && update.container?.portMappings === undefined;
  const byDefault = onHost ? [{ port: 0, name: 'default', protocol: 'tcp' as const }] : undefined;
  const portDefinitions = definitions ?? byDefault;
  return checked({
    ...DEFAULTS,
    ...fields,
    ...refined(update, id),
    networks,
    ...(portDefinitions && { portDefinitions }),
    id,
    version,
  });
}

/** The app with the fields of the update in place of its own. Throws InvalidBodyError when it cannot run. */
export function updatedApp(app: AppSpec, update: AppUpdate, version: string): AppSpec {
  const { ports } = update;
  const fields = defined(without(update, 'ports'));
  const portDefinitions = ports?.map((port) => ({ port, protocol: 'tcp' as const }));
  return checked({
    ...app,
    ...(portDefinitions && { portDefinitions }),
    ...fields,
    ...refined(update, app.id),
    id: app.id,
    version,
  });
}

function refined(update: AppUpdate, id: string): Pick<AppSpec, 'healthChecks' | 'dependencies'> {
  return {
    ...(update.healthChecks && { healthChecks: update.healthChecks.map(addressed) }),
    ...(update.dependencies && {
      dependencies: update.dependencies.map((it) => canonicalId(it, `${id}/..`)),
    }),
  };
}

/** A check over the network that names no port takes the first one. */
function addressed(check: HealthCheck): HealthCheck {
  const overNetwork = NETWORK_CHECKS.some((it) => it === check.protocol);
  return overNetwork && check.port === undefined ? { ...check, portIndex: check.portIndex ?? 0 } : check;
}

function checked(app: AppSpec): AppSpec {
  const runnable =
    app.cmd === undefined ? app.args !== undefined || app.container !== undefined : app.args === undefined;
  if (!runnable) {
    throw invalid("AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.");
  }
  const names = portNames(app);
  if (app.healthChecks?.some((it) => it.portIndex !== undefined && it.portIndex >= names.length)) {
    throw invalid(
      'Health check port indices must address an element of the ports array or container port mappings.',
    );
  }
  if (app.readinessChecks?.some((it) => !names.includes(it.portName))) {
    throw invalid('portName must be the name of one of the ports.');
  }
  return app;
}

function invalid(error: string): InvalidBodyError {
  return new InvalidBodyError('Object is not valid', [{ path: '/', errors: [error] }]);
}
