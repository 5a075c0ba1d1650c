import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadWorkerConfig } from '../../src/worker/config.ts';

const targets = `targets:
  production:
    marathon: { url: http://m }
    loadBalancer: { kind: haproxy, instances: [{ name: lb1, socket: /run/lb1.sock }], mapFile: /m.map }
`;

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

async function load(entries: string, env: NodeJS.ProcessEnv = {}) {
  const file = await write('pacer.yaml', `${targets}notifications:\n${entries}`);
  return (await loadWorkerConfig({ PACER_CONFIG: file, HOME: dir, ...env })).notifications ?? {};
}

async function refusal(entries: string, env: NodeJS.ProcessEnv = {}): Promise<Error> {
  const result: unknown = await load(entries, env).catch((error: unknown) => error);
  if (result instanceof Error) return result;
  throw new Error('the configuration was taken');
}

const SLACK = 'https://hooks.slack.test/services/T0/B0/hunter2?x=1#y';

it('a notification has an address, and what else is not said by default', async () => {
  const { audit } = await load('  audit: { url: http://audit.test/hook/ }\n');
  expect({ ...audit, url: audit?.url.reveal() }).toEqual({
    url: 'http://audit.test/hook/',
    signingSecret: undefined,
    ca: undefined,
    timeoutMs: 10_000,
    format: 'generic',
    events: undefined,
  });
});

it.each([
  ['a variable', '{ env: SLACK_URL }'],
  ['a file', '{ file: slack.url }'],
])('a notification may have its address and its key in %s, which hide themselves', async (_, place) => {
  await write('slack.url', `${SLACK}\n`);
  await write('ca.pem', 'PEM', 0o644);
  const entry = `  ops: { format: slack, url: ${place}, signingSecret: ${place}, events: [finished, stuck], timeout: 3s, caFile: ca.pem }\n`;
  const { ops } = await load(entry, { SLACK_URL: SLACK });
  expect(ops).toMatchObject({ format: 'slack', events: ['finished', 'stuck'], timeoutMs: 3_000, ca: 'PEM' });
  expect(ops?.url.reveal()).toBe(SLACK);
  expect(ops?.signingSecret?.reveal()).toBe(SLACK);
  expect(inspect(ops, { depth: 9, showHidden: true }) + JSON.stringify(ops)).not.toContain('hunter2');
});

it('a notification may come from the environment', async () => {
  const notifications = await load('  audit: { url: http://audit.test }\n', {
    PACER_NOTIFICATIONS__audit__timeout: '2s',
    PACER_NOTIFICATIONS__audit__signing_secret: '{ env: KEY }',
    PACER_NOTIFICATIONS__pager: '{ url: "http://pager.test" }',
    KEY: 'hunter2',
  });
  expect(Object.keys(notifications)).toEqual(['audit', 'pager']);
  expect(notifications['audit']).toMatchObject({ timeoutMs: 2_000 });
  expect(notifications['audit']?.signingSecret?.reveal()).toBe('hunter2');
});

it.each([
  [
    "Slack's address in the file",
    `{ format: slack, url: 'https://hooks.slack.test/hunter2' }`,
    "notifications.ops.url: (hidden) must not stand in the file, since Slack's address is a secret",
  ],
  [
    'a key in the file',
    '{ url: http://a.test, signingSecret: hunter2 }',
    'notifications.ops.signingSecret: (hidden) must not stand in the file: give { env: NAME } or { file: PATH }',
  ],
  ['no address', '{ url: hunter2 }', 'notifications.ops.url: (hidden) must be an http or https address'],
  [
    'an address with a query in the file',
    `{ url: 'http://a.test?token=hunter2' }`,
    'notifications.ops.url: (hidden) must have no "?" and no "#"',
  ],
  ['an address that is missing', '{ format: generic }', 'notifications.ops.url: (absent) must be given'],
  [
    'a variable that holds no address',
    '{ url: { env: WRONG } }',
    'notifications.ops.url.env: "WRONG" must hold an http or https address',
  ],
  [
    'a file that holds no address',
    '{ url: { file: wrong } }',
    'notifications.ops.url.file: "wrong" must hold an http or https address',
  ],
  [
    'a file that everybody can read',
    '{ url: { file: open } }',
    'notifications.ops.url.file: "open" is open to every user of the machine',
  ],
  [
    'a variable that is not set',
    '{ url: { env: NOT_SET } }',
    'notifications.ops.url.env: "NOT_SET" is not set in the environment of the worker',
  ],
  [
    'an unknown field',
    '{ url: http://a.test, secret: hunter2 }',
    'notifications.ops.secret: (hidden) is not a field here',
  ],
  [
    'an unknown format',
    '{ url: http://a.test, format: slak }',
    'notifications.ops.format: "slak" must be one of "generic", "slack"; did you mean "slack"?',
  ],
  [
    'an unknown event',
    '{ url: http://a.test, events: [ended] }',
    'notifications.ops.events[0]: "ended" must be one of "started", "gate-open"',
  ],
  [
    'a time that is none',
    '{ url: http://a.test, timeout: 5 }',
    'notifications.ops.timeout: 5 must be a duration with a unit',
  ],
  [
    'a long time',
    '{ url: http://a.test, timeout: 2m }',
    'notifications.ops.timeout: "2m" must be at most "1m"',
  ],
])('%s is refused, and no secret is shown', async (_, entry, expected) => {
  await write('wrong', 'hunter2');
  await write('open', 'http://a.test/hunter2', 0o644);
  const error = await refusal(`  ops: ${entry}\n`, { WRONG: 'hunter2' });
  expect(error.name).toBe('WorkerConfigInvalid');
  expect(error.message).toContain(expected);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
});

it('a name that could be an address is refused', async () => {
  const error = await refusal(`  'http://a/hunter2': { url: http://a.test }\n`);
  expect(error.message).toContain(
    'notifications: (hidden) must have names of letters, digits, "-", "_" and ".", at most 60 each',
  );
  expect(error.message).not.toContain('hunter2');
});
