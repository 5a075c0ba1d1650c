import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { describe, expect, it } from 'vitest';
import { createMarathon } from '../../src/clients/marathon.ts';
import { listen, rejection } from './odd-server.ts';

// Made for these tests: a key and a certificate of its own signing for localhost and no other name, valid for a century.
const key = readFileSync(new URL('certificates/localhost.key', import.meta.url));
const ca = readFileSync(new URL('certificates/localhost.pem', import.meta.url), 'utf8');

async function startTlsServer(): Promise<string> {
  let requests = 0;
  const server = createServer({ key, cert: ca }, (_, response) => {
    response.end(`[{"id": "${++requests}"}]`);
  });
  return (await listen(server)).replace('http://127.0.0.1', 'https://localhost');
}

describe('a TLS certificate', () => {
  it('of an unknown authority stops the request before it is sent', async () => {
    const marathon = createMarathon({ url: await startTlsServer() });
    const error = await rejection(marathon.setInstances('/shop', 1));
    expect(error.name).toBe('MarathonUnreachable');
    expect(error.message).toContain('self-signed certificate');
    const trusting = createMarathon({ url: await startTlsServer(), ca });
    expect(await trusting.runningDeployments()).toEqual([{ id: '1', affectedApps: [] }]);
  });

  it('is not verified only when that is switched off by name', async () => {
    const marathon = createMarathon({ url: await startTlsServer(), insecureSkipVerify: true });
    expect(await marathon.runningDeployments()).toHaveLength(1);
  });

  it('for another name is refused, even of a known authority', async () => {
    const url = (await startTlsServer()).replace('localhost', '127.0.0.1');
    const error = await rejection(createMarathon({ url, ca }).setInstances('/shop', 1));
    expect(error.name).toBe('MarathonUnreachable');
    expect(error.message).toContain('altnames');
  });
});
