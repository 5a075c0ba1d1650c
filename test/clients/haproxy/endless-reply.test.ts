import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { HaproxyUnreachable } from '../../../src/clients/haproxy/errors.ts';
import { runtimeApi } from '../../../src/clients/haproxy/runtime-api.ts';

let server: Server;
const open = new Set<Socket>();
afterEach(async () => {
  for (const socket of open) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const MIB = 1024 * 1024;
const row = Buffer.alloc(MIB, 'shop_a,one,0,0\n');

it('a reply without an end is broken off at 32 MiB, long before its time is over', async () => {
  let taken = 0;
  server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const more = (): void => {
        if (socket.destroyed) return;
        socket.write(row, (failure) => {
          // Whoever goes on after that does so without end, and nothing else has its turn.
          if (failure != null) return;
          taken += row.length;
          more();
        });
      };
      more();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = runtimeApi({ name: 'lb1', socket: `tcp://127.0.0.1:${port}` }, 50_000);

  const failure: unknown = await ask('show stat').catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(HaproxyUnreachable);
  expect(String(failure)).toContain(
    'the reply to "show stat" has more than 33554432 bytes, the most that is read',
  );
  // What the kernel holds between the two comes on top.
  expect(taken).toBeLessThan(64 * MIB);
});
