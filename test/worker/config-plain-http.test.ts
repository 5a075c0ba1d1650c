import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadWorkerConfig } from '../../src/worker/config.ts';

const CREDENTIALS = 'credentials: { kind: bearer, token: { env: TOKEN } }';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-config-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function problems(part: { marathon?: string; prometheus?: string; hook?: string }): Promise<string> {
  const { marathon = 'url: https://m', prometheus = 'url: https://p', hook = 'url: { env: HOOK }' } = part;
  const balancer = '{ kind: haproxy, instances: [{ name: lb1, socket: /run/lb1.sock }], mapFile: /m.map }';
  const file = join(dir, 'pacer.yaml');
  await writeFile(
    file,
    `targets: { local: { marathon: { ${marathon} }, prometheus: { ${prometheus} }, loadBalancer: ${balancer} } }\n` +
      `notifications: { ops: { ${hook} } }\n`,
  );
  const env = {
    PACER_CONFIG: file,
    TOKEN: 'hunter2',
    HOOK: 'https://hooks.test/hunter2',
    PLAIN_HOOK: 'http://hooks.test/hunter2',
    LOCAL_HOOK: 'http://127.0.0.1:9/hunter2',
    ACCOUNT: JSON.stringify({
      uid: 'u',
      private_key: 'PRIVATE KEY',
      login_endpoint: 'http://dcos.test/login',
    }),
  };
  return loadWorkerConfig(env).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

it.each([
  ['no credentials', { marathon: 'url: http://m' }],
  ['credentials over https', { marathon: `url: https://m, ${CREDENTIALS}` }],
  ...['localhost:8080', '127.0.0.1', '127.8.0.1', '"[::1]:8080"'].map(
    (host) =>
      [
        `credentials to ${host}`,
        {
          prometheus: `url: ${host.startsWith('"') ? `"http://${host.slice(1)}` : `http://${host}`}, ${CREDENTIALS}`,
        },
      ] as const,
  ),
  ['what is allowed by name', { marathon: `url: http://m, allowPlainHttp: true, ${CREDENTIALS}` }],
  ['a hook whose address is no secret', { hook: 'url: http://audit.test' }],
  ['a hook on loopback', { hook: 'url: { env: LOCAL_HOOK }' }],
  ['a hook that is allowed by name', { hook: 'url: { env: PLAIN_HOOK }, allowPlainHttp: true' }],
] as const)('takes %s', async (_, part) => {
  expect(await problems(part)).toBe('');
});

const SAID =
  'would get credentials over http, where everybody on the way can read them: give an https address';

it.each([
  [
    'marathon',
    { marathon: `url: http://m, ${CREDENTIALS}` },
    `targets.local.marathon.url: "http://m" ${SAID}`,
  ],
  [
    'prometheus',
    { prometheus: `url: "http://127.0.0.1.evil.test", ${CREDENTIALS}` },
    `prometheus.url: "http://127.0.0.1.evil.test" ${SAID}`,
  ],
  [
    'the login of a service account',
    { marathon: 'url: https://m, credentials: { kind: service-account, env: ACCOUNT }' },
    `targets.local.marathon.credentials: "the login_endpoint" ${SAID}`,
  ],
  ['a hook', { hook: 'url: { env: PLAIN_HOOK }' }, `notifications.ops.url: "PLAIN_HOOK" ${SAID}`],
] as const)(
  'refuses to send a secret of %s in the clear, and does not show it',
  async (_, part, expected) => {
    const said = await problems(part);
    expect(said).toContain(expected);
    expect(said).toContain('`allowPlainHttp: true`');
    expect(said).not.toContain('hunter2');
  },
);
