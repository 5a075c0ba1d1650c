import { dirname } from 'node:path';
import type { ContactSettings } from '../clients/hooks.ts';
import type { HaproxySettings } from '../clients/haproxy/settings.ts';
import type { HttpSettings } from '../clients/http.ts';
import type { MarathonSettings } from '../clients/marathon.ts';
import type { PrometheusSettings } from '../clients/prometheus.ts';
import type { Keyring } from '../codec/keyring.ts';
import { parseDurationMs } from '../domain/duration.ts';
import type { Path, Problem } from '../domain/problem.ts';
import { schemaProblems } from '../domain/schema-problems.ts';
import { readCredentials } from './config-credentials.ts';
import { readKeyring } from './config-encryption.ts';
import { overridesIn, withOverrides } from './config-environment.ts';
import { WorkerConfigInvalid, WorkerConfigMissing } from './config-errors.ts';
import { configPlaces, readConfigFile } from './config-file.ts';
import { configJsonSchema, workerConfigSchema, type HttpInFile, type TargetInFile } from './config-schema.ts';
import { readNotifications } from './config-notifications.ts';
import { inTheClear } from './config-plain-http.ts';
import { readFileOf, type Sources } from './config-secrets.ts';

export interface WorkerConfig {
  readonly targets: Readonly<Record<string, TargetSettings>>;
  /** Who is told of releases, by name. */
  readonly notifications?: Readonly<Record<string, ContactSettings>>;
  /** What Temporal's payloads are encrypted with. */
  readonly encryption?: Keyring;
}

/** What a target's clients are made from; every secret is read and hides itself. */
export interface TargetSettings {
  readonly marathon: MarathonSettings;
  readonly loadBalancer: { readonly kind: 'haproxy' } & HaproxySettings;
  readonly prometheus?: PrometheusSettings;
}

/**
 * The worker's configuration: the file, then what the environment overrides, checked, with secrets and certificates
 * read. Throws WorkerConfigMissing or WorkerConfigInvalid, which names every wrong field with its value and remedy.
 */
export async function loadWorkerConfig(env: NodeJS.ProcessEnv = process.env): Promise<WorkerConfig> {
  const file = await readConfigFile(env);
  const overrides = overridesIn(env);
  if (file === undefined && overrides.length === 0) throw new WorkerConfigMissing(configPlaces(env));
  const source = [file?.path ?? 'in the environment', overrides.join(', ')]
    .filter((it) => it !== '')
    .join(' with ');

  const content = withOverrides(file?.content ?? {}, env, configJsonSchema());
  const result = workerConfigSchema.safeParse(content);
  if (!result.success) {
    const problems = schemaProblems(workerConfigSchema, content, result.error, 'configuration');
    throw new WorkerConfigInvalid(source, problems.map(withoutSecrets));
  }
  const sources: Sources = {
    env,
    dir: file === undefined ? process.cwd() : dirname(file.path),
    problems: [],
  };
  const targets: Record<string, TargetSettings> = {};
  for (const [name, target] of Object.entries(result.data.targets)) {
    targets[name] = await toSettings(target, ['targets', name], sources);
  }
  const { notifications: written } = result.data;
  const notifications = written && (await readNotifications(written, sources));
  const encryption = result.data.encryption && (await readKeyring(result.data.encryption, sources));
  if (sources.problems.length > 0) throw new WorkerConfigInvalid(source, sources.problems);
  return { targets, ...(notifications && { notifications }), ...(encryption && { encryption }) };
}

async function toSettings(target: TargetInFile, path: Path, sources: Sources): Promise<TargetSettings> {
  const { loadBalancer, prometheus } = target;
  const { interval, ...check } = loadBalancer.check;
  return {
    marathon: await toHttpSettings(target.marathon, [...path, 'marathon'], sources),
    loadBalancer: {
      kind: loadBalancer.kind,
      instances: loadBalancer.instances,
      mapFile: loadBalancer.mapFile,
      check: { ...check, intervalMs: milliseconds(interval) },
      commandTimeoutMs: milliseconds(loadBalancer.commandTimeout),
    },
    ...(prometheus && { prometheus: await toHttpSettings(prometheus, [...path, 'prometheus'], sources) }),
  };
}

async function toHttpSettings(written: HttpInFile, path: Path, sources: Sources): Promise<HttpSettings> {
  const { url, caFile, insecureSkipVerify, allowPlainHttp, timeout } = written;
  const credentials = await readCredentials(
    written.credentials ?? { kind: 'none' },
    [...path, 'credentials'],
    sources,
  );
  const ca = caFile && (await readFileOf(caFile, [...path, 'caFile'], sources, { secret: false }));
  if (!allowPlainHttp && credentials?.kind !== 'none') {
    sources.problems.push(...inTheClear(url, [...path, 'url'], url));
    if (credentials?.kind === 'service-account')
      sources.problems.push(
        ...inTheClear(credentials.loginEndpoint, [...path, 'credentials'], 'the login_endpoint'),
      );
  }
  return { url, credentials, ca, insecureSkipVerify, timeoutMs: milliseconds(timeout) };
}

function milliseconds(duration: string): number {
  return parseDurationMs(duration) ?? 0;
}

/** What stands where a secret belongs may be one, and so may a part of whatever is not a plain value. */
function withoutSecrets(problem: Problem): Problem {
  const { path, value } = problem;
  const place = path.at(-1);
  const suspicious =
    (path.includes('credentials') && place !== 'kind' && place !== 'user') ||
    (path[0] === 'encryption' && path.includes('key')) ||
    (path[0] === 'notifications' && !isPlainOfNotification(path)) ||
    /^[[{]/.test(value) ||
    value.includes('@');
  return suspicious && value !== '(absent)' ? { ...problem, value: '(hidden)' } : problem;
}

function isPlainOfNotification(path: Path): boolean {
  const [, , field, ...inner] = path;
  return (
    field === 'format' ||
    field === 'events' ||
    field === 'timeout' ||
    inner[0] === 'env' ||
    inner[0] === 'file'
  );
}
