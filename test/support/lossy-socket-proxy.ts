import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { reachesServer, type Fate } from './fates.ts';
import type { LossyProxyOptions } from './lossy-proxy.ts';

export interface LossySocketProxy {
  /** As the worker's configuration has it: `tcp://host:port`. */
  readonly socket: string;
  readonly stop: () => Promise<void>;
}

/**
 * A proxy to HAProxy's runtime socket that treats each command line as `fateOf` says. What it breaks ends as an orderly end of
 * the stream does, which a client cannot tell from the end of a reply by the connection alone.
 */
export async function startLossySocketProxy(
  path: string,
  fateOf: (command: string) => Fate,
  { lateMs = 2_000 }: LossyProxyOptions = {},
): Promise<LossySocketProxy> {
  const over = new AbortController();
  const open = new Set<Socket>();
  const late = () => sleep(lateMs, undefined, { signal: over.signal }).catch(() => undefined);
  const treat = async (client: Socket): Promise<void> => {
    const command = await lineOf(client);
    const fate = fateOf(command);
    if (fate === 'late-request') await late();
    if (!reachesServer(fate)) return void client.end();
    const first = await ask(path, command);
    const answer = fate === 'double' ? await ask(path, command) : first;
    if (fate === 'late-answer') await late();
    if (fate === 'lose-answer') client.end();
    else client.end(fate === 'cut-answer' ? answer.slice(0, Math.floor(answer.length / 2)) : answer);
  };
  const server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => undefined);
    treat(client).catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    socket: `tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    stop: () =>
      new Promise((resolve) => {
        over.abort();
        server.close(() => {
          resolve();
        });
        for (const client of open) client.destroy();
      }),
  };
}

function lineOf(client: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = '';
    client.on('data', (chunk: Buffer) => {
      read += chunk.toString('utf8');
      if (read.endsWith('\n')) resolve(read.trimEnd());
    });
    client.on('close', () => {
      reject(new Error('closed before a line was read'));
    });
  });
}

async function ask(path: string, command: string): Promise<string> {
  const server = connect(path);
  server.write(`${command}\n`);
  return text(server);
}
