import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { addressKind } from '../domain/task-address.ts';
import { openSecretFile } from './temporal-secret-files.ts';

/** Where Temporal is and how it is spoken to, as the `temporal` CLI would have it. */
export interface TemporalSettings {
  readonly address: string;
  readonly namespace: string;
  readonly connectionOptions: NativeConnectionOptions;
  /** Nothing says whether it speaks TLS. */
  readonly isTlsAssumed?: true;
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

function whatIsWrong({ address, namespace, isTlsAssumed }: TemporalSettings, reason: string): string {
  if (/namespace .*not found/i.test(reason)) return `Temporal at ${address} has no namespace "${namespace}"`;
  if (/PERMISSION_DENIED|UNAUTHENTICATED|PermissionDenied|Unauthenticated/.test(reason))
    return `Temporal at ${address} refuses this client: ${reason}`;
  const without =
    ' by TLS. TEMPORAL_TLS=false speaks to it without, so that everybody on the way can read it';
  return `Temporal does not answer at ${address}${isTlsAssumed === true ? without : ''}`;
}

const DEFAULT_ADDRESS = 'localhost:7233';

/**
 * Reads the same environment variables and file as the `temporal` CLI. Where those say nothing of TLS it is spoken to any
 * other machine: specs have the environment of apps. Throws TemporalSettingsWrong.
 */
export function temporalSettings(env: NodeJS.ProcessEnv = process.env): TemporalSettings {
  try {
    const open = openSecretFile(env);
    if (open !== undefined) throw new Error(open);
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: definedOf(env) });
    const address = connectionOptions.address ?? DEFAULT_ADDRESS;
    const isTlsAssumed = connectionOptions.tls === undefined && !isHere(address);
    return {
      address,
      namespace: namespace ?? 'default',
      connectionOptions: { ...connectionOptions, address, ...(isTlsAssumed && { tls: true }) },
      ...(isTlsAssumed && { isTlsAssumed }),
    };
  } catch (cause) {
    throw new TemporalSettingsWrong(cause);
  }
}

function isHere(address: string): boolean {
  return addressKind(address.replace(/:\d+$/, '')) === 'loopback';
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
