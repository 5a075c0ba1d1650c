import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request. */
export type Fate =
  | 'pass'
  /** the server never sees it, the client's connection breaks */
  | 'lose-request'
  /** the server carries it out, the client's connection breaks */
  | 'lose-answer'
  /** the server sees it twice, at the same time; the client gets one of the answers */
  | 'double';

export interface LossyProxy {
  readonly url: string;
  /** How many requests of this kind reached the server. */
  readonly forwarded: (method: string, path: string) => number;
  readonly stop: () => Promise<void>;
}

/** An HTTP proxy to `origin` that treats each request as `fateOf` says. `nth` counts requests of one method and path. */
export async function startLossyProxy(
  origin: string,
  fateOf: (method: string, path: string, nth: number) => Fate,
): Promise<LossyProxy> {
  const seen = new Map<string, number>();
  const forwarded = new Map<string, number>();
  const count = (counts: Map<string, number>, key: string): number => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key) ?? 0;
  };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await bodyOf(incoming);
      const path = (incoming.url ?? '').split('?')[0] ?? '';
      const key = `${incoming.method ?? ''} ${path}`;
      const fate = fateOf(incoming.method ?? '', path, count(seen, key));
      if (fate === 'lose-request') return void incoming.socket.destroy();
      const sends = Array.from({ length: fate === 'double' ? 2 : 1 }, () => {
        count(forwarded, key);
        return forward(origin, incoming, body);
      });
      const [answer] = await Promise.all(sends);
      if (fate === 'lose-answer' || answer === undefined) return void incoming.socket.destroy();
      reply(outgoing, answer);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwarded: (method, path) => forwarded.get(`${method} ${path}`) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function forward(origin: string, incoming: IncomingMessage, body: Buffer): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const url = new URL(incoming.url ?? '', origin);
    const headers = { ...incoming.headers, host: url.host };
    const outgoing = request(url, { method: incoming.method, headers, agent: false }, (answer) => {
      bodyOf(answer).then(
        (read) => {
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: read });
        },
        () => {
          resolve(undefined);
        },
      );
    });
    outgoing.on('error', () => {
      resolve(undefined);
    });
    outgoing.end(body);
  });
}

function reply(outgoing: ServerResponse, answer: Answer): void {
  const headers = { ...answer.headers };
  delete headers['transfer-encoding'];
  outgoing.writeHead(answer.status, headers).end(answer.body);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
