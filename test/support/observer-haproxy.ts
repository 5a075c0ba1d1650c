import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What HAProxy itself says of a service: not through Pacer's client. */
export interface PoolSeen {
  readonly servers: readonly ServerSeen[];
  /** Of slot b, in ten-thousandths; 0 without an entry. */
  readonly shareOfB: number;
  /** Keys of the map that belong to the service. */
  readonly keys: readonly string[];
}

export interface ServerSeen {
  readonly slot: 'a' | 'b';
  readonly name: string;
  readonly address: string;
  /** It gets new requests, if its slot gets any. */
  readonly serves: boolean;
}

/** One look by the runtime socket. Throws when HAProxy does not answer within `timeoutMs`. */
export async function lookAtPool(socket: string, service: string, timeoutMs: number): Promise<PoolSeen> {
  const map = `${socket.slice(0, socket.lastIndexOf('/'))}/pacer.map`;
  const line = `show stat ${service}_a 4 -1;show stat ${service}_b 4 -1;show map ${map}`;
  const [ofA = '', ofB = '', entries = ''] = (await sayToHaproxy(socket, line, timeoutMs)).split('\n\n');
  if (!ofA.startsWith('# pxname')) throw new Error(`HAProxy says: ${ofA}`);
  const own = entries
    .split('\n')
    .map((entry) => entry.split(' '))
    .filter(([, key = '']) => key === service || key.startsWith(`${service}:`));
  const number = Number(own.find(([, key]) => key === service)?.[2] ?? 0);
  return {
    servers: [...serversIn('a', ofA), ...serversIn('b', ofB)],
    shareOfB: Math.abs(number) % 100_000,
    keys: own.map(([, key = '']) => key),
  };
}

function serversIn(slot: 'a' | 'b', stat: string): readonly ServerSeen[] {
  const [header = '', ...rows] = stat.trim().split('\n');
  const columns = header.slice(2).split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const serves = /^(UP|no check)/.test(cell('status')) && Number(cell('weight')) > 0;
    return { slot, name: cell('svname'), address: cell('addr'), serves };
  });
}

/** One connection to the runtime socket, one reply. */
export async function sayToHaproxy(path: string, line: string, timeoutMs: number): Promise<string> {
  const socket = connect({ path });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`HAProxy does not answer "${line}"`)));
  socket.end(`${line}\n`);
  return text(socket);
}
