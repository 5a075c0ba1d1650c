import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataConverter } from '../../src/codec/data-converter.ts';
import { createPayloadCodec } from '../../src/codec/payload-codec.ts';
import { readable } from '../../src/codec/readable.ts';
import { loadKeyring } from '../../src/worker/config-encryption.ts';
import { aDirectory, pacer } from '../cli/support/pacer.ts';
import { unfolded } from '../codec/unfolded.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
import { aSpec } from '../support/specs.ts';
import { aWorld, type World } from '../support/world.ts';

/** Known values in the places where credentials are. The receiver's addresses have `hunter2` in them. */
const PLANTED = {
  PLANTED_MARATHON: 'planted-password-of-marathon',
  PLANTED_PROMETHEUS: 'planted-token-of-prometheus',
  PLANTED_SIGNING: 'planted-signing-secret',
  PLANTED_KEY: Buffer.from('planted-key-of-thirty-two-bytes.').toString('base64'),
};
const credentials = [...Object.values(PLANTED), 'planted-key-of', basic(PLANTED.PLANTED_MARATHON), 'hunter2'];
const IN_APP = 'planted-in-the-app';

let world: World;
let receiver: Receiver;
let files: Awaited<ReturnType<typeof aDirectory>>;
let env: Record<string, string>;
const said: string[] = [];

function basic(password: string): string {
  return Buffer.from(`pacer:${password}`).toString('base64');
}

async function run(...args: readonly string[]): Promise<number | undefined> {
  const { code, out, err } = await pacer(args, { ...world.stack.env, ...env });
  said.push(`$ pacer ${args.join(' ')}\n${out}\n${err}`);
  return code;
}

async function readingClient(): Promise<Client> {
  const dataConverter = createDataConverter(await loadKeyring(env));
  return new Client({ connection: world.client.connection, dataConverter });
}

async function specFile(version: string, bad?: string): Promise<string> {
  const spec = aSpec('shop', { version, instances: 1, ...(bad === undefined ? {} : { bad }) });
  const app = { ...spec.app, env: { ...(spec.app['env'] as object), DB_PASSWORD: `${IN_APP}-${version}` } };
  const checks = [{ query: 'vector(1)', min: 0.5, name: 'always' }];
  const more = {
    bake: { duration: '1s', interval: '1s', checks },
    health: { timeout: '5s', tolerance: '1s' },
    notifications: ['ops', 'deaf'],
    hooks: [{ at: 'pre-traffic', to: 'asked', timeout: '5s' }],
  };
  return files.write(`${version}.json`, JSON.stringify({ ...spec, app, ...more }));
}

beforeAll(async () => {
  receiver = await startReceiver();
  files = await aDirectory();
  receiver.answer('deaf', (response) => response.writeHead(500).end(`no ${receiver.urlOf('deaf')}`));
  receiver.answer('asked', (response) =>
    response.end(JSON.stringify({ verdict: 'go', reason: `as ${receiver.urlOf('asked')} says` })),
  );
  const contact = (name: string) =>
    `{ url: { env: PLANTED_${name} }, signingSecret: { env: PLANTED_SIGNING } }`;
  env = {
    ...PLANTED,
    PLANTED_OPS: receiver.urlOf('ops'),
    PLANTED_DEAF: receiver.urlOf('deaf'),
    PLANTED_ASKED: receiver.urlOf('asked'),
    PACER_TARGETS__local__marathon__credentials:
      '{ kind: basic, user: pacer, password: { env: PLANTED_MARATHON } }',
    PACER_TARGETS__local__prometheus__credentials: '{ kind: bearer, token: { env: PLANTED_PROMETHEUS } }',
    PACER_NOTIFICATIONS__ops: contact('OPS'),
    PACER_NOTIFICATIONS__deaf: contact('DEAF'),
    PACER_NOTIFICATIONS__asked: contact('ASKED'),
    PACER_ENCRYPTION__keys: '[{ name: one, key: { env: PLANTED_KEY } }]',
  };
  world = await aWorld(['shop'], { env: { ...env, PACER_LOG_LEVEL: 'trace' } });

  const good = await specFile('v1');
  const codes = [
    await run('lint', good),
    await run('release', good, '--yes', '--watch', '--by', 'ann'),
    await run('plan', await specFile('v2', 'never-healthy')),
    await run('release', await specFile('v2', 'never-healthy'), '--yes', '--watch', '--json'),
  ];
  for (const verb of ['status', 'history', 'queue'] as const) await run(verb, 'shop', '--json');
  const client = await readingClient();
  for await (const { workflowId, type } of client.workflow.list())
    if (type === 'blueGreen') await run('show', workflowId);
  await run('abort', 'shop');
  expect(codes, said.join('\n')).toEqual([0, 0, 0, 4]);
}, 600_000);

afterAll(async () => {
  await world.end();
  await receiver.stop();
  await files.remove();
});

/** Every workflow's history, and what else Temporal tells of it, as a client without keys and one with them read it. */
async function histories(): Promise<readonly { readonly type: string; raw: string; clear: string }[]> {
  const keys = await loadKeyring(env);
  const client = await readingClient();
  const all = [];
  for await (const { workflowId, runId, type } of client.workflow.list()) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const told = async () => [await handle.fetchHistory(), (await handle.describe()).raw] as const;
    const [history, description] = await told();
    const raw = unfolded(`${historyToJSON(history)}${JSON.stringify(description)}`);
    const [opened] = await readable([createPayloadCodec(keys)], await told());
    all.push({ type, raw, clear: unfolded(historyToJSON(opened)) });
  }
  return all;
}

it('no credential is in a history, even for those who have the keys; no secret of an app for those who have not', async () => {
  const all = await histories();
  expect(new Set(all.map(({ type }) => type))).toEqual(
    new Set(['blueGreen', 'plan', 'serviceLock', 'deliver', 'keeper']),
  );
  for (const { raw, clear } of all) {
    for (const it of credentials) expect(clear.includes(it), it).toBe(false);
    expect(raw.includes('planted')).toBe(false);
  }
  expect(all.some(({ clear }) => clear.includes(`${IN_APP}-v1`))).toBe(true);
});

it('no credential and no secret of an app is in the log of the worker, at its most talkative', async () => {
  const dir = dirname(dirname(world.stack.configFile));
  const names = (await readdir(dir)).filter((it) => it.startsWith('worker-'));
  const log = (await Promise.all(names.map((it) => readFile(join(dir, it), 'utf8')))).join('\n');
  expect(log).toContain('worker ready');
  for (const it of [...credentials, IN_APP]) expect(log.includes(it), it).toBe(false);
});

it('no credential and no secret of an app is in what the command line says', () => {
  const all = said.join('\n');
  expect(all).toContain('DB_PASSWORD');
  for (const it of [...credentials, IN_APP]) expect(all.includes(it), it).toBe(false);
});

it('no credential and no secret of an app is told to others', () => {
  expect(receiver.received('ops').length).toBeGreaterThan(2);
  const told = inspect(
    ['ops', 'deaf', 'asked'].map((it) => receiver.received(it)),
    { depth: 9 },
  );
  for (const it of [...credentials, IN_APP]) expect(told.includes(it), it).toBe(false);
});
