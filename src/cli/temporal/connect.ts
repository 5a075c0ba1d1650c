import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { createDataConverter } from '../../codec/data-converter.ts';
import { readable } from '../../codec/readable.ts';
import { loadKeyring } from '../../worker/config-encryption.ts';
import { temporalSettings, TemporalUnreachable, type TemporalSettings } from '../../worker/temporal.ts';

/** A connection for one command. */
export interface Temporal {
  readonly client: Client;
  readonly settings: TemporalSettings;
}

const CONNECT_TIMEOUT_MS = 5_000;
const CALL_TIMEOUT_MS = 5_000;

/** Runs `act` with a connection and closes it. Throws TemporalSettingsWrong, TemporalUnreachable, or what loadKeyring throws. */
export async function withTemporal<T>(act: (temporal: Temporal) => Promise<T>): Promise<T> {
  const settings = temporalSettings();
  const dataConverter = createDataConverter(await loadKeyring());
  const { address, tls, apiKey, metadata } = settings.connectionOptions;
  const connection = await Connection.connect({
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(metadata === undefined ? {} : { metadata }),
  }).catch((cause: unknown) => {
    throw new TemporalUnreachable(settings, cause);
  });
  try {
    const { namespace } = settings;
    return await act({ client: new Client({ connection, namespace, dataConverter }), settings });
  } finally {
    await connection.close();
  }
}

/** One call with a bound. Throws TemporalUnreachable where Temporal did not answer within it, or refused the caller. */
export async function ask<T>(
  { client, settings }: Temporal,
  call: () => Promise<T>,
  timeoutMs = CALL_TIMEOUT_MS,
): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + timeoutMs, call);
  } catch (error) {
    const code = grpcCauseOf(error)?.code;
    const isOutOfReach = code !== undefined && OUT_OF_REACH.has(code);
    if (isOutOfReach || error instanceof NamespaceNotFoundError)
      throw new TemporalUnreachable(settings, error);
    throw error;
  }
}

/** A message that Temporal's client gives as it came off the wire, decrypted. Throws where a key is missing or wrong. */
export function decrypted<Message>({ client }: Temporal, message: Message): Promise<Message> {
  return readable(client.options.loadedDataConverter.payloadCodecs, message);
}

/** The same, with an Unreadable in the place of what a missing or wrong key keeps: anybody may have sent that. */
export function decryptedInPart<Message>({ client }: Temporal, message: Message): Promise<Message> {
  return readable(client.options.loadedDataConverter.payloadCodecs, message, 'as-far-as-may-be');
}

/** DEADLINE_EXCEEDED, PERMISSION_DENIED, UNAVAILABLE, UNAUTHENTICATED. */
const OUT_OF_REACH: ReadonlySet<number> = new Set([4, 7, 14, 16]);

/** The gRPC error inside an error of the SDK's. */
export function grpcCauseOf(error: unknown): { readonly code: number; readonly message: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isGrpcServiceError(at)) return { code: at.code, message: at.message };
  }
  return undefined;
}
