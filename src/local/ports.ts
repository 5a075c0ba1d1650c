import { createServer } from 'node:net';

/** Thrown when a port that was asked for by number is taken. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(host: string, port: number, purpose: string, cause: unknown) {
    super(`${host}:${port} (${purpose}) is taken. End what listens there, or choose another port.`, {
      cause,
    });
  }
}

/** Below the range from which the system takes ports for outgoing connections: a server keeps its port over a restart. */
const firstPort = 20_000;
const portCount = 10_000;

/** `wanted` when it is free, or any free port when it is 0. Throws `PortTaken`. */
export async function choosePort(host: string, wanted: number, purpose: string): Promise<number> {
  if (wanted !== 0) {
    await listenOnce(host, wanted).catch((error: unknown) => {
      throw new PortTaken(host, wanted, purpose, error);
    });
    return wanted;
  }
  for (let attempt = 1; ; attempt += 1) {
    const port = firstPort + Math.floor(Math.random() * portCount);
    try {
      await listenOnce(host, port);
      return port;
    } catch (error) {
      if (attempt === 50) throw new PortTaken(host, port, purpose, error);
    }
  }
}

function listenOnce(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}
