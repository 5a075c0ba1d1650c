import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { openSecretFile } from './temporal-secret-files.ts';

/** Where Temporal is and how it is spoken to, as the `temporal` CLI would have it. */
export interface TemporalSettings {
  readonly address: string;
  readonly namespace: string;
  readonly connectionOptions: NativeConnectionOptions;
}

/** Thrown when the environment or the file that says where Temporal is cannot be used. */
export class TemporalSettingsWrong extends Error {
  override readonly name = 'TemporalSettingsWrong';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Temporal's client settings cannot be used: ${reason}. Correct TEMPORAL_* in the environment, or the file ` +
        'that TEMPORAL_CONFIG_FILE names (default ~/.config/temporalio/temporal.toml)',
      { cause },
    );
  }
}

/** Thrown when Temporal does not answer, refuses the client, or does not know the namespace. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';

  constructor(settings: TemporalSettings, cause: unknown) {
    super(whatIsWrong(settings, cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}

function whatIsWrong({ address, namespace }: TemporalSettings, reason: string): string {
  if (/namespace .*not found/i.test(reason)) return `Temporal at ${address} has no namespace "${namespace}"`;
  if (/PERMISSION_DENIED|UNAUTHENTICATED|PermissionDenied|Unauthenticated/.test(reason))
    return `Temporal at ${address} refuses this client: ${reason}`;
  return `Temporal does not answer at ${address}`;
}

const DEFAULT_ADDRESS = 'localhost:7233';

/** Reads the same environment variables and file as the `temporal` CLI, TLS included. Throws TemporalSettingsWrong. */
export function temporalSettings(env: NodeJS.ProcessEnv = process.env): TemporalSettings {
  try {
    const open = openSecretFile(env);
    if (open !== undefined) throw new Error(open);
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: definedOf(env) });
    const address = connectionOptions.address ?? DEFAULT_ADDRESS;
    return {
      address,
      namespace: namespace ?? 'default',
      connectionOptions: { ...connectionOptions, address },
    };
  } catch (cause) {
    throw new TemporalSettingsWrong(cause);
  }
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
