import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporalSettings } from '../../src/worker/temporal.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-temporal-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function write(name: string, text: string, mode: number): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

const API_KEY = '[profile.default]\naddress = "t:7233"\napi_key = "hunter2"\n';
const settings = (env: NodeJS.ProcessEnv) => temporalSettings({ HOME: dir, ...env });

it("takes Temporal's settings with a secret from a file that others cannot read, with TLS", async () => {
  const file = await write('temporal.toml', API_KEY, 0o600);
  expect(settings({ TEMPORAL_CONFIG_FILE: file }).connectionOptions).toMatchObject({
    apiKey: 'hunter2',
    tls: true,
  });
});

it('takes them without a secret from any file', async () => {
  const file = await write('temporal.toml', '[profile.default]\naddress = "t:7233"\n', 0o644);
  expect(settings({ TEMPORAL_CONFIG_FILE: file }).address).toBe('t:7233');
});

it('refuses a file with a secret that every user of the machine can read, and does not show it', async () => {
  const file = await write('temporal.toml', API_KEY, 0o644);
  const reading = () => settings({ TEMPORAL_CONFIG_FILE: file });
  expect(reading).toThrow(
    `${file} holds a secret and is open to every user of the machine (mode 0644): run \`chmod o-rwx`,
  );
  expect(reading).not.toThrow('hunter2');
});

it.each([
  'profile.default.api_key = "hunter2"\n',
  '[profile]\ndefault = { address = "t:7233", api_key = "hunter2" }\n',
  '[profile.default]\n"api_key" = "hunter2"\n',
  '[profile.default.codec]\nendpoint = "http://127.0.0.1:8088"\nauth = "hunter2"\n',
  '[profile.default.grpc_meta]\nauthorization = "hunter2"\n',
  '[profile.default]\ntls = { client_cert_data = "c", client_key_data = "hunter2" }\n',
])('refuses it however the secret is written: %j', async (text) => {
  const file = await write('temporal.toml', text, 0o644);
  expect(() => settings({ TEMPORAL_CONFIG_FILE: file })).toThrow(`${file} holds a secret and is open`);
});

it('takes what is commented out for no secret', async () => {
  const file = await write(
    'temporal.toml',
    '[profile.default]\n# api_key = "..."\naddress = "t:7233"\n',
    0o644,
  );
  expect(settings({ TEMPORAL_CONFIG_FILE: file }).address).toBe('t:7233');
});

it('refuses a key for TLS that every user of the machine can read, named in the environment or the file', async () => {
  const key = await write('client.key', 'hunter2', 0o604);
  const file = await write('temporal.toml', `[profile.default.tls]\nclient_key_path = "${key}"\n`, 0o600);
  const inline = await write('inline.toml', `profile.default.tls = { client_key_path = "${key}" }\n`, 0o600);
  expect(() => settings({ TEMPORAL_CONFIG_FILE: inline })).toThrow(`${key} holds a secret and is open`);
  for (const env of [{ TEMPORAL_TLS_CLIENT_KEY_PATH: key }, { TEMPORAL_CONFIG_FILE: file }])
    expect(() => settings(env)).toThrow(`${key} holds a secret and is open`);
});
