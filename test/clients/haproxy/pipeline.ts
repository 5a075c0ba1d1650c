import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Upstream } from './upstream.ts';

/** What HAProxy gave back for one request. */
export interface Answer {
  readonly body: string;
  readonly setCookie: string | undefined;
}

/** One connection that is kept, with requests one after the other in it and no wait between them. */
export interface Pipeline {
  /** Each request is its header lines. Answers in the same order; throws when one is not 200. */
  readonly ask: (requests: readonly string[], path?: string) => Promise<Answer[]>;
  readonly close: () => void;
}

export async function openPipeline(
  url: string,
  { localAddress = '127.0.0.1', host = 'shop' } = {},
): Promise<Pipeline> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  await once(socket, 'connect');
  return {
    ask: (requests, path = '/') => {
      const text = requests.map(
        (lines) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines === '' ? '' : `${lines}\r\n`}\r\n`,
      );
      socket.write(text.join(''));
      return readAnswers(socket, requests.length);
    },
    close: () => void socket.destroy(),
  };
}

const answer = /HTTP\/1\.1 (\d+)(.*?)\r\n\r\n/sy;

function readAnswers(socket: Socket, count: number): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const answers: Answer[] = [];
    let text = '';
    const finish = (end: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose).off('error', onClose);
      end();
    };
    const onClose = (): void => {
      finish(() => {
        reject(new Error(`the connection ended after ${answers.length} of ${count} answers`));
      });
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      let position = 0;
      for (;;) {
        answer.lastIndex = position;
        const [head, status, fields = ''] = answer.exec(text) ?? [];
        const length = Number(/content-length: (\d+)/i.exec(fields)?.[1]);
        if (head === undefined || text.length < position + head.length + length) break;
        const body = text.slice(position + head.length, position + head.length + length);
        position += head.length + length;
        if (status !== '200') {
          finish(() => {
            reject(new Error(`HTTP ${status}`));
          });
          return;
        }
        answers.push({ body, setCookie: /^set-cookie: (.*?)\r?$/im.exec(fields)?.[1] });
      }
      text = text.slice(position);
      if (answers.length === count)
        finish(() => {
          resolve(answers);
        });
    };
    const timer = setTimeout(onClose, 20_000);
    socket.on('data', onData).on('close', onClose).on('error', onClose);
  });
}

/** An app that answers every request with its name, as fast as bytes can be read. */
export async function startFastUpstream(name: string): Promise<Pick<Upstream, 'address' | 'stop'>> {
  const sockets = new Set<Socket>();
  const reply = `HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`;
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      const requests = (rest + chunk.toString('latin1')).split('\r\n\r\n');
      rest = requests.pop() ?? '';
      if (requests.length > 0) socket.write(reply.repeat(requests.length));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How many of `count` requests each body answered, over eight connections. */
export async function countFast(url: string, count: number): Promise<Record<string, number>> {
  const atOnce = 50;
  const answers: Record<string, number> = {};
  let left = count;
  const client = async (): Promise<void> => {
    const pipeline = await openPipeline(url);
    while (left > 0) {
      const now = Math.min(left, atOnce);
      left -= now;
      for (const { body } of await pipeline.ask(Array.from({ length: now }, () => '')))
        answers[body] = (answers[body] ?? 0) + 1;
    }
    pipeline.close();
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return answers;
}
