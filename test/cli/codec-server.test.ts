import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aDirectory, pacer, startPacer } from './support/pacer.ts';

let files: Awaited<ReturnType<typeof aDirectory>>;
beforeAll(async () => {
  files = await aDirectory();
});
afterAll(() => files.remove());

it('the codec server serves the keys of the configuration on loopback, and ends when it is told to', async () => {
  const config = await files.write('pacer.yaml', 'encryption: { keys: [{ name: one, key: { env: KEY } }] }');
  const env = { PACER_CONFIG: config, KEY: Buffer.alloc(32, 7).toString('base64') };
  const token = await files.write('token', 't0ken\n');
  await chmod(token, 0o644);
  const open = await pacer(['codec-server', '--token-file', token], env);
  expect(open.code).toBe(2);
  expect(open.err).toContain(`(mode 0644): run \`chmod o-rwx ${token}\``);
  await chmod(token, 0o600);
  const server = startPacer(['codec-server', '--port', '0', '--token-file', token], env);
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const address = /^codec server ready: (http:\/\/127\.0\.0\.1:\d+), keys one$/.exec(line)?.[1];
  const encode = (more: Readonly<Record<string, string>>) =>
    fetch(`${address ?? line}/encode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify({ payloads: [{ metadata: {}, data: '' }] }),
    });
  expect((await encode({})).status).toBe(401);
  const answer = await encode({ authorization: 'Bearer t0ken' });
  const { payloads } = (await answer.json()) as {
    readonly payloads: readonly { readonly metadata: object }[];
  };
  expect(payloads[0]?.metadata).toMatchObject({ 'encryption-key-id': Buffer.from('one').toString('base64') });
  server.kill('SIGTERM');
  expect((await server).exitCode).toBe(0);
});

it('there is no codec server without keys', async () => {
  const { code, err } = await pacer(['codec-server'], { HOME: files.path });
  expect(code).toBe(2);
  expect(err).toContain('there is no key: nothing is encrypted');
  expect(err).toContain('name keys under encryption.keys');
});
