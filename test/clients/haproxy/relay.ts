import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** Stands between Pacer and a runtime socket, by TCP. */
export interface Relay {
  /** In the form of HaproxyInstance. */
  readonly socket: string;
  /** Commands so far, oldest first. */
  readonly commands: string[];
  /** From now on commands that match are carried out and their replies lost; undefined: none. */
  loses: RegExp | undefined;
  readonly stop: () => Promise<void>;
}

export async function startRelay(haproxySocket: string): Promise<Relay> {
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', (line) => {
      const command = line.toString().trim();
      relay.commands.push(command);
      const haproxy = connect(haproxySocket);
      haproxy.on('error', () => client.destroy());
      haproxy.write(line);
      if (relay.loses?.test(command)) haproxy.resume().once('close', () => client.resetAndDestroy());
      else haproxy.pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    socket: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands: [],
    loses: undefined,
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
  return relay;
}

/** Commands that change something. */
export const changesIn = ({ commands }: Relay): string[] =>
  commands.filter((command) => !/^(show|get) /.test(command));
