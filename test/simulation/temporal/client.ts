import type { Client } from '@temporalio/client';
import type { Commanded } from './commanded.ts';

/** The client that the SDK gives to an activity, as far as activities of Pacer use it: to signal a workflow. */
export function clientOf(server: Pick<Commanded, 'signal'>, isOfDeadWorker: () => boolean): Client {
  const getHandle = (workflowId: string, runId?: string) => ({
    signal: (name: string, ...args: unknown[]): Promise<void> =>
      !isOfDeadWorker() && server.signal(workflowId, name, args, runId)
        ? Promise.resolve()
        : Promise.reject(new Error(`${workflowId} is not there to be told`)),
  });
  const withDeadline = <T>(_: number, act: () => Promise<T>): Promise<T> => act();
  const withAbortSignal = <T>(_: AbortSignal, act: () => Promise<T>): Promise<T> => act();
  return { workflow: { withDeadline, getHandle }, withAbortSignal } as unknown as Client;
}
