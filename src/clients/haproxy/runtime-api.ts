import { connect, type Socket } from 'node:net';
import { HaproxyUnreachable } from './errors.ts';
import type { HaproxyInstance } from './settings.ts';

/** Far above what HAProxy says of thousands of servers. */
const MAX_REPLY_BYTES = 32 * 1024 * 1024;

/** Sends one command line to one instance and returns its reply, trimmed. */
export type Ask = (command: string, signal?: AbortSignal) => Promise<string>;

/**
 * One connection for each command; the reply ends with the connection. Throws HaproxyUnreachable when there is no whole
 * reply of at most 32 MiB within `timeoutMs`, and the signal's reason when it is aborted.
 */
export function runtimeApi(instance: HaproxyInstance, timeoutMs: number): Ask {
  return (command, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const socket = open(instance.socket);
      const chunks: Buffer[] = [];
      let bytes = 0;
      const onAbort = (): void => void socket.destroy(new Error('aborted'));
      const timer = setTimeout(
        () => void socket.destroy(new Error(`no reply to "${command}" within ${timeoutMs} ms`)),
        timeoutMs,
      );
      signal?.addEventListener('abort', onAbort, { once: true });

      let failure: Error | undefined;
      socket.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes > MAX_REPLY_BYTES) socket.destroy(tooLong(command));
        else chunks.push(chunk);
      });
      socket.on('error', (error) => (failure = error));
      socket.on('close', () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        const reply = Buffer.concat(chunks).toString('utf8');
        if (signal?.aborted) reject(asError(signal.reason));
        else if (!failure && isWhole(command, reply)) resolve(reply.trim());
        else reject(new HaproxyUnreachable(instance, failure ?? brokenOff(command, reply)));
      });
      socket.write(`${command}\n`);
    });
}

/**
 * Each reply ends with a line feed, a table with an empty line. Half a table would pass for one in which servers are missing,
 * and with them the requests that they still have.
 */
function isWhole(command: string, reply: string): boolean {
  if (!command.startsWith('show ')) return reply.endsWith('\n');
  return reply === '\n' || reply.endsWith('\n\n');
}

function brokenOff(command: string, { length }: string): Error {
  return new Error(`the reply to "${command}" broke off after ${length} characters`);
}

function tooLong(command: string): Error {
  return new Error(`the reply to "${command}" has more than ${MAX_REPLY_BYTES} bytes, the most that is read`);
}

function open(address: string): Socket {
  if (!address.startsWith('tcp://')) return connect({ path: address });
  const { hostname, port } = new URL(address);
  return connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
