import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { reachesServer, type Fate } from './fates.ts';
import { madeUpAnswer, type Answer } from './made-up-answers.ts';

export interface LossyProxy {
  readonly url: string;
  /** How many requests of this kind reached the server. */
  readonly forwarded: (method: string, path: string) => number;
  readonly stop: () => Promise<void>;
}

/** `nth` counts requests of one method and path; `url` is the path with its query. */
export type FateOf = (method: string, path: string, nth: number, url: string) => Fate;

export interface LossyProxyOptions {
  /** How much later than the rest something late comes. Longer than the client's time-out. */
  readonly lateMs?: number;
}

/** An HTTP proxy that treats each request as `fateOf` says. The origin may depend on the path. */
export async function startLossyProxy(
  origin: string | ((url: string) => URL),
  fateOf: FateOf,
  { lateMs = 3_000 }: LossyProxyOptions = {},
): Promise<LossyProxy> {
  const seen = new Map<string, number>();
  const forwarded = new Map<string, number>();
  const over = new AbortController();
  const late = () => sleep(lateMs, undefined, { signal: over.signal }).catch(() => undefined);
  const placeOf = typeof origin === 'string' ? (url: string) => new URL(url, origin) : origin;
  const treat = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const url = incoming.url ?? '';
    const path = url.split('?')[0] ?? '';
    const key = `${incoming.method ?? ''} ${path}`;
    const fate = fateOf(incoming.method ?? '', path, count(seen, key), url);
    if (fate === 'late-request') await late();
    const sends = Array.from({ length: fate === 'double' ? 2 : Number(reachesServer(fate)) }, () => {
      count(forwarded, key);
      return forward(placeOf(url), incoming, body);
    });
    const [answer] = await Promise.all(sends);
    if (fate === 'late-answer') await late();
    const shown = madeUpAnswer(fate) ?? answer;
    if (fate === 'lose-answer' || shown === undefined) incoming.socket.destroy();
    else if (fate === 'cut-answer') replyInHalf(outgoing, shown);
    else reply(outgoing, shown);
  };
  const server = createServer((incoming, outgoing) => {
    treat(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwarded: (method, path) => forwarded.get(`${method} ${path}`) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        over.abort();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function count(counts: Map<string, number>, key: string): number {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts.get(key) ?? 0;
}

function forward(url: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer | undefined> {
  return new Promise((resolve) => {
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

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, withoutFraming(headers)).end(body);
}

function replyInHalf(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...withoutFraming(headers), 'content-length': body.length });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy());
}

function withoutFraming(headers: Answer['headers']): Answer['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'transfer-encoding'));
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
