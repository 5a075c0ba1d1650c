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
  /** From now on commands that match are kept until they are let go. */
  holds: RegExp | undefined;
  /** Carries out what was kept, and holds no longer. */
  readonly letGo: () => void;
  readonly stop: () => Promise<void>;
}

export async function startRelay(haproxySocket: string): Promise<Relay> {
  const held: (() => void)[] = [];
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', (line) => {
      const command = line.toString().trim();
      relay.commands.push(command);
      const carryOut = (): void => {
        const haproxy = connect(haproxySocket);
        haproxy.on('error', () => client.destroy());
        haproxy.write(line);
        if (relay.loses?.test(command)) haproxy.resume().once('close', () => client.resetAndDestroy());
        else haproxy.pipe(client);
      };
      if (relay.holds?.test(command)) held.push(carryOut);
      else carryOut();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    socket: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commands: [],
    loses: undefined,
    holds: undefined,
    letGo: () => {
      relay.holds = undefined;
      for (const carryOut of held.splice(0)) carryOut();
    },
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
