import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWorkerConfig, type TargetSettings } from '../../src/worker/config.ts';

const loadBalancer = `{ kind: haproxy, instances: [{ name: lb1, socket: /run/lb1.sock }], mapFile: /etc/haproxy/pacer.map }`;
const http = (fields: string) => `targets:
  production:
    marathon: { ${fields} }
    loadBalancer: ${loadBalancer}
`;
const good = http('url: http://marathon:8080');

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pacer-config-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function write(name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(dir, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

async function load(text: string, env: NodeJS.ProcessEnv = {}) {
  return loadWorkerConfig({ PACER_CONFIG: await write('pacer.yaml', text), HOME: dir, ...env });
}

async function production(text: string, env: NodeJS.ProcessEnv = {}): Promise<TargetSettings> {
  const { targets } = await load(text, env);
  return targets['production']!;
}

async function refusal(text: string, env: NodeJS.ProcessEnv = {}): Promise<Error> {
  try {
    await load(text, env);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the configuration was taken');
}

describe('a configuration', () => {
  it('gives the settings of every client, with defaults in milliseconds', async () => {
    expect(await load(`${good}    prometheus: { url: 'http://p:9090', timeout: 3s }\n`)).toEqual({
      targets: {
        production: {
          marathon: {
            url: 'http://marathon:8080',
            credentials: { kind: 'none' },
            insecureSkipVerify: false,
            timeoutMs: 10_000,
          },
          loadBalancer: {
            kind: 'haproxy',
            instances: [{ name: 'lb1', socket: '/run/lb1.sock' }],
            mapFile: '/etc/haproxy/pacer.map',
            check: { intervalMs: 500, rise: 1, fall: 2 },
            commandTimeoutMs: 3_000,
          },
          prometheus: {
            url: 'http://p:9090',
            credentials: { kind: 'none' },
            insecureSkipVerify: false,
            timeoutMs: 3_000,
          },
        },
      },
    });
  });

  it.each([
    ['a password in a variable', 'kind: basic, user: u, password: { env: MARATHON_PASSWORD }', 'from-env'],
    ['a token in a file beside it', 'kind: token, token: { file: secrets/token }', 'from-file'],
    ['a bearer token in a file', 'kind: bearer, token: { file: secrets/token }', 'from-file'],
  ])('may have %s, which hides itself', async (_, credentials, expected) => {
    await write('secrets/token', 'from-file\n');
    const { marathon } = await production(http(`url: https://m, credentials: { ${credentials} }`), {
      MARATHON_PASSWORD: 'from-env',
    });
    const read = marathon.credentials;
    if (read?.kind !== 'basic' && read?.kind !== 'token' && read?.kind !== 'bearer')
      throw new Error('another kind');
    const secret = read.kind === 'basic' ? read.password : read.token;
    expect(secret.reveal()).toBe(expected);
    expect(
      inspect(marathon, { depth: 9, showHidden: true }) + JSON.stringify(marathon) + String(secret),
    ).not.toContain(expected);
  });

  const account = {
    uid: 'pacer',
    private_key: '-----BEGIN PRIVATE KEY-----',
    login_endpoint: 'https://m/acs/api/v1/auth/login',
    scheme: 'RS256',
  };

  it.each(['file: account.json', 'env: DCOS_SERVICE_ACCOUNT_CREDENTIAL'])(
    'may have a service account in %s',
    async (place) => {
      await write('account.json', JSON.stringify(account));
      const text = http(`url: https://m, credentials: { kind: service-account, ${place} }`);
      const { marathon } = await production(text, {
        DCOS_SERVICE_ACCOUNT_CREDENTIAL: JSON.stringify(account),
      });
      expect(marathon.credentials).toMatchObject({
        kind: 'service-account',
        uid: 'pacer',
        loginEndpoint: account.login_endpoint,
      });
    },
  );

  it('may have the authorities to trust in a file that everybody can read', async () => {
    await write('ca.pem', 'PEM', 0o644);
    expect((await production(http('url: https://m, caFile: ca.pem'))).marathon.ca).toBe('PEM');
  });
});

describe('a wrong configuration is refused with field, value and remedy', () => {
  it.each([
    [
      'an unknown field',
      http('url: http://m, timeOut: 3s'),
      'targets.production.marathon.timeOut: "3s" is not a field here; did you mean "timeout"?',
    ],
    [
      'a missing address',
      http(''),
      'targets.production.marathon.url: (absent) must be given: Address, with its path prefix where it has one.',
    ],
    [
      'an address that is none',
      http('url: marathon:8080'),
      'targets.production.marathon.url: "marathon:8080" must be an http or https address',
    ],
    [
      'another load balancer',
      good.replace('kind: haproxy', 'kind: haproxi'),
      'loadBalancer.kind: "haproxi" must be one of "haproxy"; did you mean "haproxy"?',
    ],
    [
      'a socket that is none',
      good.replace('/run/lb1.sock', 'lb1'),
      'instances[0].socket: "lb1" must be the absolute path of a UNIX socket, or tcp://host:port',
    ],
    [
      'two load balancers of one name',
      good.replace('[{', '[{ name: lb1, socket: /x }, {'),
      'instances: (hidden) must have a different name each',
    ],
    [
      'a wrong kind of credentials',
      http('url: http://m, credentials: { kind: basik }'),
      'credentials.kind: "basik" must be one of "none", "basic", "token", "bearer", "service-account"; did you mean "basic"?',
    ],
    [
      'a variable that is not set',
      http('url: http://m, credentials: { kind: token, token: { env: NOT_SET } }'),
      'credentials.token.env: "NOT_SET" is not set in the environment of the worker',
    ],
    [
      'a file that is not there',
      http('url: http://m, credentials: { kind: token, token: { file: nope } }'),
      'credentials.token.file: "nope" cannot be read: ENOENT',
    ],
    [
      'an account from nowhere',
      http('url: http://m, credentials: { kind: service-account }'),
      'credentials: (hidden) must have either file or env',
    ],
    [
      'a CA beside no verification',
      http('url: https://m, caFile: ca.pem, insecureSkipVerify: true'),
      'must have caFile or insecureSkipVerify: true, not both',
    ],
    ['no target', 'targets: {}', 'targets: (hidden) must have at least one target'],
    ['nothing', '', 'targets: (absent) must be given'],
    ['a list', '- a', 'configuration: (hidden) must be a mapping of fields'],
    ['text that is no YAML', 'targets: [', 'file: the text is not readable as YAML'],
  ])('%s', async (_, text, expected) => {
    const error = await refusal(text);
    expect(error.name).toBe('WorkerConfigInvalid');
    expect(error.message).toContain(expected);
    expect(error.message).toContain(join(dir, 'pacer.yaml'));
  });

  it.each([
    [
      'a password in the file',
      http('url: http://m, credentials: { kind: basic, user: u, password: hunter2 }'),
      'password: (hidden) must not stand in the file: give { env: NAME } or { file: PATH }',
    ],
    [
      'a token under a wrong name',
      http('url: http://m, credentials: { kind: token, tokn: hunter2 }'),
      'credentials.tokn: (hidden) is not a field here; did you mean "token"?',
    ],
    ['credentials that are text', http('url: http://m, credentials: "u:hunter2"'), 'credentials: (hidden)'],
    [
      'credentials in an address',
      http('url: "http://u:hunter2@m"'),
      'url: (hidden) must have no user and password in it',
    ],
    [
      'a password in an address',
      http('url: "http://:hunter2@m"'),
      'url: (hidden) must have no user and password in it',
    ],
    ['a list around all', `- ${JSON.stringify({ password: 'hunter2' })}`, 'configuration: (hidden)'],
  ])('%s, without showing it', async (_, text, expected) => {
    const error = await refusal(text);
    expect(error.message).toContain(expected);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  it.each([
    ['read', 0o644],
    ['write', 0o602],
  ])('a secret that every user can %s', async (_, mode) => {
    const path = await write('token', 'hunter2', mode);
    const error = await refusal(http('url: http://m, credentials: { kind: token, token: { file: token } }'));
    expect(error.message).toContain(
      `is open to every user of the machine (mode 0${mode.toString(8)}): run \`chmod o-rwx ${path}\``,
    );
  });

  it('a file of authorities that every user can change', async () => {
    const path = await write('ca.pem', 'a certificate', 0o646);
    const error = await refusal(http('url: https://m, caFile: ca.pem'));
    expect(error.message).toContain(
      `"ca.pem" can be changed by every user of the machine (mode 0646): run \`chmod o-w ${path}\``,
    );
  });

  it.each([
    ['that is empty', '\n', 'is empty'],
    ['that is no JSON', 'hunter2', 'must be a DC/OS service account as JSON'],
    [
      'of another scheme',
      JSON.stringify({
        uid: 'u',
        private_key: 'PRIVATE KEY hunter2',
        login_endpoint: 'http://m/login',
        scheme: 'HS256',
      }),
      'must be a DC/OS service account as JSON',
    ],
    [
      'that signs in at an address with a password',
      JSON.stringify({
        uid: 'u',
        private_key: 'PRIVATE KEY',
        login_endpoint: 'http://u:hunter2@m/login',
      }),
      'must have no user',
    ],
  ])('a service account %s', async (_, content, expected) => {
    await write('account', content);
    const error = await refusal(http('url: http://m, credentials: { kind: service-account, file: account }'));
    expect(error.message).toContain(expected);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });

  it('with all its mistakes at once', async () => {
    const { problems } = (await refusal(`${http('url: x')}  other: {}\n`)) as Error & {
      problems: readonly { field: string }[];
    };
    expect(problems.map(({ field }) => field)).toEqual([
      'targets.production.marathon.url',
      'targets.other.marathon',
      'targets.other.loadBalancer',
    ]);
  });
});
