import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** `nth`: of this name, from 1. */
export type Answer = (response: ServerResponse, nth: number) => void;

/** Somebody who is told and asked, by name: the first part of the path. */
export interface Receiver {
  urlOf(name: string): string;
  /** How one name answers from now on; at first with 204. */
  answer(name: string, how: Answer): void;
  received(name: string): readonly Received[];
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const answers = new Map<string, Answer>();
  const seen = new Map<string, Received[]>();
  const take = (name: string, headers: IncomingMessage['headers'], text: string): number => {
    const all = seen.get(name) ?? [];
    seen.set(name, all);
    return all.push({ headers, body: JSON.parse(text) as Received['body'] });
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, name = ''] = (request.url ?? '').split('/');
      const nth = take(name, request.headers, Buffer.concat(chunks).toString());
      const answer = answers.get(name) ?? ((it) => it.writeHead(204).end());
      answer(response, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}/hunter2`,
    answer: (name, how) => {
      answers.set(name, how);
    },
    received: (name) => seen.get(name) ?? [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Fails so many times, then answers. */
export function after(failures: number, fail: Answer, answer: Answer): Answer {
  return (response, nth) => {
    (nth <= failures ? fail : answer)(response, nth);
  };
}

export const silence: Answer = () => undefined;

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(code, headers).end();
}

export function says(verdict: string, reason?: string): Answer {
  return (response) => response.end(JSON.stringify({ verdict, reason }));
}
