import { expect, it } from 'vitest';
import { LEFT_OUT, leaveOutSecrets, secretsIn } from '../../src/domain/leave-out-secrets.ts';

it.each([
  ['DB_PASSWORD', 'hunter2'],
  ['dbPassword', 'hunter2'],
  ['API_KEY', '123'],
  ['SESSION_SECRET', 'x'],
  ['GITHUB_TOKEN', 'x'],
  ['CREDENTIALS', 'x'],
  ['CERT', '-----BEGIN RSA PRIVATE KEY-----\nabc'],
  ['WHATEVER', 'eyJhbGciOi.eyJzdWIiOi.sig'],
])('the value of %s is left out and the field is named', (name, value) => {
  const { kept, leftOut } = leaveOutSecrets({ id: '/shop', env: { [name]: value } });
  expect(kept.env[name]).toBe(LEFT_OUT);
  expect(leftOut).toEqual([`app.env.${name}`]);
});

it.each([
  ['env', { KEYBOARD: 'qwertz', MONKEY: 'x', PASSENGERS: '4', AUTHOR: 'ann', APP_VERSION: 'v1' }],
  ['an empty password', { DB_PASSWORD: '' }],
  ['a reference to a secret of DC/OS', { DB_PASSWORD: { secret: 'db' } }],
])('%s is kept', (_, env) => {
  const definition = { id: '/shop', env, secrets: { db: { source: '/shop/db' } } };
  expect(leaveOutSecrets(definition)).toEqual({ kept: definition, leftOut: [] });
});

it.each([
  ['./shop --db-password=hunter2 --port $PORT0', './shop --db-password=SECRET_LEFT_OUT --port $PORT0'],
  ['./shop --token "a b" -v', './shop --token SECRET_LEFT_OUT -v'],
  ['API_TOKEN=abc ./shop', 'API_TOKEN=SECRET_LEFT_OUT ./shop'],
  ['./shop --db postgres://shop:hunter2@db/shop', './shop --db postgres://SECRET_LEFT_OUT@db/shop'],
])('of the command %s only the secret is left out', (cmd, kept) => {
  expect(leaveOutSecrets({ id: '/shop', cmd })).toEqual({
    kept: { id: '/shop', cmd: kept },
    leftOut: ['app.cmd'],
  });
});

it.each(['./shop --token "$TOKEN"', './shop --password=$DB_PASSWORD', 'curl http://host/path', 'author=ann'])(
  'the command %s is kept',
  (cmd) => {
    expect(leaveOutSecrets({ id: '/shop', cmd }).leftOut).toEqual([]);
  },
);

it('looks into lists and deep mappings', () => {
  const { kept, leftOut } = leaveOutSecrets({
    id: '/shop',
    fetch: [{ uri: 'https://bob:hunter2@files/shop.tgz' }],
    container: { docker: { parameters: [{ key: 'env', value: 'DB_PASSWORD=hunter2' }] } },
  });
  expect(JSON.stringify(kept)).not.toContain('hunter2');
  expect(leftOut).toEqual(['app.fetch[0].uri', 'app.container.docker.parameters[0].value']);
});

it('knows what no message may repeat, the longest first', () => {
  const definition = {
    id: '/shop',
    cmd: "./shop --db postgres://shop:hunter2@db/shop --token 'a secret'",
    env: { PIN_TOKEN: 12345, KEY_ID: 'k', PORT: '8080', GREETING: 'good morning', DB: { secret: 'db' } },
    labels: { VHOST: 'shop.example.com', API_TOKEN: 'from-a-label' },
  };
  expect(secretsIn(definition)).toEqual([
    ...['shop:hunter2', 'from-a-label', 'good morning', 'a secret', 'hunter2', '12345'],
  ]);
  for (const it of [undefined, null, 'text', [], { env: null }, { env: 5 }])
    expect(secretsIn(it)).toEqual([]);
});

it('takes a number for a secret, too, by its name', () => {
  const { kept } = leaveOutSecrets({ env: { DB_PASSWORD: 123456, PORT: 80 } });
  expect(kept.env).toEqual({ DB_PASSWORD: LEFT_OUT, PORT: 80 });
});
