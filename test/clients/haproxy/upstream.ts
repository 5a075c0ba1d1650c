import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Upstream {
  readonly address: string;
  /** Requests of users so far; health checks are not counted. */
  readonly served: () => number;
  readonly setHealthy: (healthy: boolean) => void;
  readonly stop: () => Promise<void>;
}

/** An app that answers with its name; `/slow` takes `slowMs`, and `/health` is its health. */
export async function startUpstream(name: string, slowMs = 1_000, port = 0): Promise<Upstream> {
  let served = 0;
  let healthy = true;
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.writeHead(healthy ? 200 : 503).end();
      return;
    }
    served += 1;
    void sleep(request.url === '/slow' ? slowMs : 0).then(() => response.end(name));
  });
  // longer than HAProxy keeps a connection for reuse
  server.keepAliveTimeout = 120_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    served: () => served,
    setHealthy: (now) => (healthy = now),
    stop: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
