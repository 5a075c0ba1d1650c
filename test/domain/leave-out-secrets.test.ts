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
  ['SECRETKEY', 'x'],
  ['PGPASSWORD', 'x'],
  ['CLIENTSECRET', 'x'],
  ['GITHUB_PAT', 'x'],
  ['STRIPE_SK', 'x'],
  ['authorization', 'x'],
  ['ONE', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
  ['ONE', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
  ['ONE', 'xoxb-17653672481-19874698323'],
  ['ONE', 'AKIAIOSFODNN7EXAMPLE'],
  ['ONE', 'Basic c2hvcDpodW50ZXIy'],
  ['ONE', 'Bearer 0123abcdef'],
])('the value of %s is left out and the field is named', (name, value) => {
  const { kept, leftOut } = leaveOutSecrets({ id: '/shop', env: { [name]: value } });
  expect(kept.env[name]).toBe(LEFT_OUT);
  expect(leftOut).toEqual([`app.env.${name}`]);
});

it.each([
  ['env', { KEYBOARD: 'qwertz', MONKEY: 'x', PASSENGERS: '4', AUTHOR: 'ann', APP_VERSION: 'v1' }],
  [
    'what only begins like one',
    { PASSENGER_COUNT: '4', TOKENIZER: 'bpe', KEYSPACE: 'shop', SECRETARY: 'ann' },
  ],
  [
    'what only ends like one',
    { COMPASS: 'n', STRIPE_SKU: '7', GITHUB_PATH: '/x', PUBLIC_KEYS: '2', SPAT: 'x' },
  ],
  [
    'a sentence',
    { ONE: 'Basic authentication', TWO: 'Bearer tokens', THREE: 'risk_live_music', FOUR: 'xoxo' },
  ],
  ['JSON', { CONFIG: '{"password":"$DB","keyspace":"shop","passengers":4,"token":""}' }],
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
  ['./shop -password hunter2', './shop -password SECRET_LEFT_OUT'],
  ['curl -su shop:hunter2 http://host', 'curl -su SECRET_LEFT_OUT http://host'],
  ['curl -u shop:hunter2 http://host', 'curl -u SECRET_LEFT_OUT http://host'],
  ["curl --user 'shop:hunter2' http://host", "curl --user 'SECRET_LEFT_OUT' http://host"],
  [
    'curl -H "Authorization: Bearer abc" -H "X-Api-Key: abc" http://host',
    'curl -H "Authorization: Bearer SECRET_LEFT_OUT" -H "X-Api-Key: SECRET_LEFT_OUT" http://host',
  ],
  ['run {"password":"hunter2","port":80}', 'run {"password":"SECRET_LEFT_OUT","port":80}'],
  [String.raw`run "{\"apiKey\": \"abc\"}"`, String.raw`run "{\"apiKey\": \"SECRET_LEFT_OUT\"}"`],
  ['login ghp_16C7e42F292c6912E7710c838347Ae178B4a now', 'login SECRET_LEFT_OUT now'],
])('of the command %s only the secret is left out', (cmd, kept) => {
  expect(leaveOutSecrets({ id: '/shop', cmd })).toEqual({
    kept: { id: '/shop', cmd: kept },
    leftOut: ['app.cmd'],
  });
});

it.each([
  './shop --token "$TOKEN"',
  './shop --password=$DB_PASSWORD',
  './shop --auth --port 80',
  './shop --tokenizer bpe --keyspace shop',
  'curl http://host/path',
  'curl -u $USER:$PASSWORD http://host',
  'curl -u shop:$PASSWORD http://host',
  'curl -H "Authorization: Bearer $TOKEN" -H "X-Request-Id: 7" http://host',
  'docker run -u 1000:1000 shop',
  'author=ann',
])('the command %s is kept', (cmd) => {
  expect(leaveOutSecrets({ id: '/shop', cmd }).leftOut).toEqual([]);
});

it('looks into lists and deep mappings', () => {
  const { kept, leftOut } = leaveOutSecrets({
    id: '/shop',
    fetch: [{ uri: 'https://bob:hunter2@files/shop.tgz' }],
    container: { docker: { parameters: [{ key: 'env', value: 'DB_PASSWORD=hunter2' }] } },
  });
  expect(JSON.stringify(kept)).not.toContain('hunter2');
  expect(leftOut).toEqual(['app.fetch[0].uri', 'app.container.docker.parameters[0].value']);
});

it('knows a secret by the argument before it and by the key beside it', () => {
  const args = [
    '--db-password',
    'hunter2',
    '--token',
    '$TOKEN',
    '--auth',
    '--port',
    '80',
    '--tokenizer',
    'bpe',
  ];
  const parameters = [
    { key: 'password', value: 'hunter2' },
    { name: 'PIN_TOKEN', value: 12345 },
    { key: 'volume', value: '/data' },
    { key: 'token', value: '$TOKEN' },
  ];
  const curl = ['curl', '-u', 'shop:hunter2', 'http://host'];
  const { kept, leftOut } = leaveOutSecrets({ args, parameters, curl });
  expect(kept).toEqual({
    args: args.with(1, 'SECRET_LEFT_OUT'),
    parameters: [
      { key: 'password', value: 'SECRET_LEFT_OUT' },
      { name: 'PIN_TOKEN', value: 'SECRET_LEFT_OUT' },
      ...parameters.slice(2),
    ],
    curl: curl.with(2, 'SECRET_LEFT_OUT'),
  });
  expect(leftOut).toEqual([
    'app.args[1]',
    'app.parameters[0].value',
    'app.parameters[1].value',
    'app.curl[2]',
  ]);
  expect(secretsIn({ args, curl })).toEqual(['shop:hunter2', 'hunter2']);
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
