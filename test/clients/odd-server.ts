import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface OddServer {
  readonly url: string;
  readonly seen: readonly Seen[];
}

/** A real HTTP server that answers as a test wants, ended with the test. Plain node:http, to break the rules at will. */
export async function startOddServer(
  answer: (request: Seen, response: ServerResponse) => void,
): Promise<OddServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const it = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      seen.push(it);
      answer(it, response);
    });
  });
  return { url: await listen(server), seen };
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A port where nobody listens: it takes a privilege, and its service went out of use in the last century. */
export const closedPort = 1;

/** What a promise is rejected with; fails the test when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const result = await promise.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => ({ reason }),
  );
  if (result instanceof Error) throw result;
  if (result.reason instanceof Error) return result.reason;
  throw new Error(`rejected with ${String(result.reason)}`);
}
