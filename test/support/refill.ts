import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStack } from '../../src/local/stack.ts';
import { eventually } from './eventually.ts';
import { lookAtPool } from './observer-haproxy.ts';

/**
 * Milliseconds from HAProxy's first answer as another process, after it was disturbed, to the moment in which `wanted`
 * servers of the service get requests again.
 */
export async function refillMs(
  { haproxySocket }: Pick<LocalStack, 'haproxySocket'>,
  { service, wanted }: { readonly service: string; readonly wanted: number },
  disturb: () => Promise<void> | void,
): Promise<number> {
  const old = await pidOf(haproxySocket);
  await disturb();
  await eventually(async () => {
    if ((await pidOf(haproxySocket)) === old) throw new Error('the old process still answers');
  }, 20_000);
  const answeredMs = performance.now();
  await eventually(async () => {
    const { servers } = await lookAtPool(haproxySocket, service, 1_000);
    const serving = servers.filter((it) => it.serves).length;
    if (serving < wanted) throw new Error(`${serving} of ${wanted} servers of ${service} get requests`);
  }, 30_000);
  return performance.now() - answeredMs;
}

/**
 * The fewest servers of the service that got requests, by HAProxy alone, looked at every 100 ms until it is stopped: a
 * Marathon that has just started does not know yet which tasks are healthy.
 */
export function watchServing({ haproxySocket }: Pick<LocalStack, 'haproxySocket'>, service: string) {
  const ended = new AbortController();
  let lowest = Infinity;
  const watching = (async () => {
    while (!ended.signal.aborted) {
      const { servers } = await lookAtPool(haproxySocket, service, 5_000);
      lowest = Math.min(lowest, servers.filter((it) => it.serves).length);
      await sleep(100);
    }
  })();
  return {
    stop: async (): Promise<number> => {
      ended.abort();
      await watching;
      return lowest;
    },
  };
}

async function pidOf(path: string): Promise<string> {
  const socket = connect(path);
  socket.end('show info\n');
  const pid = /^Pid: (\d+)$/m.exec(await text(socket))?.[1];
  if (pid === undefined) throw new Error('HAProxy does not say its pid');
  return pid;
}
