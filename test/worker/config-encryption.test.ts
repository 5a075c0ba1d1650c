import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadKeyring } from '../../src/worker/config-encryption.ts';
import { loadWorkerConfig } from '../../src/worker/config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const TARGETS =
  'targets: { local: { marathon: { url: http://m }, ' +
  'loadBalancer: { kind: haproxy, instances: [{ name: lb1, socket: /run/lb1.sock }], mapFile: /m.map } } }\n';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-config-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function write(name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

const keys = (...all: string[]) => `encryption: { keys: [${all.join(', ')}] }\n`;
const NEW = '{ name: new, key: { file: new.key } }';
const OLD = '{ name: old, key: { env: OLD_KEY } }';
const load = async (text: string, env: NodeJS.ProcessEnv = {}) =>
  loadKeyring({ HOME: dir, PACER_CONFIG: await write('pacer.yaml', text), OLD_KEY: KEY, ...env });

it.each([
  ['a file that has nothing else', ''],
  [
    "the worker's file, whose secrets it does not need",
    TARGETS.replace('http://m', 'http://m, credentials: { kind: token, token: { env: NO } }'),
  ],
  ['a file with targets that are wrong', 'targets: 5\n'],
])('the command line takes the keys from %s', async (_, rest) => {
  await write('new.key', `${KEY}\n`);
  const keyring = await load(rest + keys(NEW, OLD));
  expect(keyring.map(({ name }) => name)).toEqual(['new', 'old']);
  expect(inspect(keyring, { depth: 9, showHidden: true }) + JSON.stringify(keyring)).not.toContain(
    KEY.slice(0, 8),
  );
});

it('the worker takes the same keys', async () => {
  await write('new.key', KEY);
  const config = await loadWorkerConfig({ PACER_CONFIG: await write('pacer.yaml', TARGETS + keys(NEW)) });
  expect(config.encryption?.map(({ name }) => name)).toEqual(['new']);
});

it('the environment may name the keys', async () => {
  const env = { PACER_ENCRYPTION__keys: `[${OLD}]`, OLD_KEY: KEY, HOME: dir };
  expect((await loadKeyring(env)).map(({ name }) => name)).toEqual(['old']);
});

it('nothing is encrypted where no key is named', async () => {
  expect(await load(TARGETS)).toEqual([]);
  expect(await loadKeyring({ HOME: dir })).toEqual([]);
});

it('a file that is named and not there is no reason to write in the clear', async () => {
  await expect(loadKeyring({ PACER_CONFIG: join(dir, 'nope.yaml') })).rejects.toThrow(
    'no worker configuration in',
  );
});

it.each([
  [
    'a key in the file',
    keys('{ name: a, key: hunter2 }'),
    'encryption.keys[0].key: (hidden) must not stand in the file',
  ],
  ['no keys', keys(), 'encryption.keys'],
  ['two keys of one name', keys(OLD, OLD), 'must have a different name each'],
  ['a name with a space', keys('{ name: "a b", key: { env: OLD_KEY } }'), 'must be letters, digits'],
  [
    'a short key',
    keys('{ name: a, key: { file: short } }'),
    'encryption.keys[0].key.file: "short" must hold 32 bytes as base64',
  ],
  ['a variable that is not set', keys('{ name: a, key: { env: NO } }'), '"NO" is not set in the environment'],
  [
    'a file that everybody can read',
    keys('{ name: a, key: { file: open } }'),
    'is open to every user of the machine (mode 0644): run `chmod o-rwx',
  ],
])('%s is refused, by the worker and by the command line', async (_, text, expected) => {
  await write('short', 'hunter2');
  await write('open', KEY, 0o644);
  const file = await write('pacer.yaml', TARGETS + text);
  const env = { PACER_CONFIG: file, OLD_KEY: KEY };
  for (const loaded of [loadKeyring, loadWorkerConfig]) {
    const error: unknown = await loaded(env).catch((it: unknown) => it);
    expect(error).toMatchObject({ name: 'WorkerConfigInvalid' });
    expect((error as Error).message).toContain(expected);
    expect((error as Error).message).not.toContain('hunter2');
  }
});
