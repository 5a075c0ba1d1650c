import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMarathon } from '../../../src/clients/marathon.ts';
import { startLocalMarathon, type LocalMarathon } from '../../../src/local/marathon/server.ts';
import { aDirectory, pacer } from '../support/pacer.ts';

let files: Awaited<ReturnType<typeof aDirectory>>;
let server: LocalMarathon;
let config: string;

beforeAll(async () => {
  files = await aDirectory();
  server = await startLocalMarathon({ stateDir: join(files.path, 'marathon') });
  await createMarathon({ url: server.url }).createApp({
    id: '/prod/shop',
    cmd: 'exec sleep 1000',
    cpus: 0.1,
    mem: 32,
    instances: 0,
    env: { APP_VERSION: 'v1', DB_PASSWORD: 'hunter2' },
    healthChecks: [{ protocol: 'COMMAND', command: { value: 'true' } }],
  });
  config = await files.write(
    'pacer.yaml',
    JSON.stringify({
      targets: {
        production: {
          marathon: { url: server.url },
          loadBalancer: {
            kind: 'haproxy',
            instances: [{ name: 'one', socket: '/nowhere' }],
            mapFile: '/nowhere.map',
          },
        },
      },
    }),
  );
});
afterAll(async () => {
  await server.stop();
  await files.remove();
});

it('writes a spec from an app of the only target, which lint takes, and says what was left out', async () => {
  const file = join(files.path, 'shop.yaml');
  const { code, out, err } = await pacer(['init', '/prod/shop', '--config', config, '--output', file]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('a spec of "prod-shop" for target "production", from the app /prod/shop');
  expect(out).toContain('left out as a secret: app.env.DB_PASSWORD');
  expect(out).toContain(`npx pacer release ${file} --watch`);
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain('hunter2');
  expect(parse(text)).toMatchObject({
    target: 'production',
    service: 'prod-shop',
    app: { id: '/prod/shop', cmd: 'exec sleep 1000', env: { APP_VERSION: 'v1' } },
  });
  const app = (parse(text) as { app: object }).app;
  expect(Object.keys(app)).not.toContain('version');
  const mended = await files.write('mended.yaml', text.replace('instances: 0', 'instances: 2'));
  expect((await pacer(['spec', mended])).err).toBe('');

  const again = await pacer(['init', '/prod/shop', '--config', config, '--output', file]);
  expect(again.code).toBe(2);
  expect(again.err).toContain('is there already, nothing was written');
  const forced = await pacer([
    'init',
    '/prod/shop',
    '--config',
    config,
    '--output',
    file,
    '--force',
    '--json',
  ]);
  expect(forced.code).toBe(0);
  expect(JSON.parse(forced.out)).toMatchObject({ file, leftOut: ['app.env.DB_PASSWORD'] });
});

it('writes to stdout from a Marathon that is named, and the rest to stderr', async () => {
  const args = ['init', 'prod/shop', '--marathon', server.url, '--service', 'shop', '--output', '-'];
  const { code, out, err } = await pacer([...args, '--procedure', 'canary']);
  expect(code).toBe(0);
  expect(parse(out)).toMatchObject({ target: 'local', service: 'shop', weights: [5, 25, 50, 100] });
  expect(err).toContain('npx pacer haproxy-config shop');
});

it('names the nearest app when there is none of the id', async () => {
  const { code, err } = await pacer(['init', '/prod/shap', '--marathon', server.url]);
  expect(code).toBe(2);
  expect(err).toContain('there is no app "/prod/shap" on target "local"');
  expect(err).toContain('did you mean "/prod/shop"?');
});

it.each([
  [['--target', 'east'], 2, 'has no target "east", only production'],
  [['--marathon', 'http://127.0.0.1:1'], 1, 'no connection'],
  [['--marathon', 'http://bob:hunter2@127.0.0.1'], 2, 'without a user in it'],
  [['--procedure', 'rolling'], 2, 'Allowed choices are blue-green, canary'],
])('refuses %j', async (more, expected, sentence) => {
  const { code, err } = await pacer(['init', '/prod/shop', ...more, '--output', '-'], {
    PACER_CONFIG: config,
  });
  expect(code).toBe(expected);
  expect(err).toContain(sentence);
  expect(err).not.toContain('hunter2');
});
