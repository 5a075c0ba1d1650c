import { Client, Connection } from '@temporalio/client';
import type { Temporal } from '../cli/temporal/connect.ts';
import type { LocalStack } from '../local/stack.ts';
import { temporalSettings } from '../worker/temporal.ts';

/** A connection to the stack's Temporal, with what the environment says besides its address. Close it at the end. */
export async function connectTo(stack: LocalStack): Promise<Temporal> {
  const settings = temporalSettings({ ...process.env, ...stack.env });
  const { tls, apiKey, metadata } = settings.connectionOptions;
  const connection = await Connection.connect({
    address: settings.address,
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(metadata === undefined ? {} : { metadata }),
  });
  return { client: new Client({ connection, namespace: settings.namespace }), settings };
}
