import { expect, it } from 'vitest';
import type { AppDefinition } from '../../../src/domain/app.ts';
import { definitionDiff } from '../../../src/domain/preview/definition-diff.ts';

const check = { protocol: 'HTTP', path: '/health' };

/** As Marathon answers it: everything is filled in. */
const blue: AppDefinition = {
  id: '/shop-a',
  instances: 4,
  cmd: './shop',
  cpus: 0.5,
  mem: 128,
  disk: 0,
  gpus: 0,
  executor: '',
  backoffFactor: 1.15,
  backoffSeconds: 1,
  maxLaunchDelaySeconds: 300,
  requirePorts: false,
  killSelection: 'YOUNGEST_FIRST',
  role: '*',
  env: { LEVEL: 'info', DB_PASSWORD: 'old' },
  labels: { PACER_SERVICE: 'shop', PACER_RELEASE: 'r1', team: 'web' },
  networks: [{ mode: 'host' }],
  portDefinitions: [{ port: 10_000, protocol: 'tcp', name: 'default' }],
  upgradeStrategy: { maximumOverCapacity: 1, minimumHealthCapacity: 1 },
  unreachableStrategy: { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
  healthChecks: [
    {
      ...check,
      gracePeriodSeconds: 300,
      intervalSeconds: 60,
      timeoutSeconds: 20,
      ipProtocol: 'IPv4',
      portIndex: 0,
    },
  ],
};

/** As a spec says it. */
const green: AppDefinition = {
  id: '/shop-b',
  cmd: './shop',
  cpus: 0.5,
  env: { LEVEL: 'info', DB_PASSWORD: 'old' },
  labels: { PACER_SERVICE: 'shop', PACER_RELEASE: 'r2', team: 'web' },
  healthChecks: [check],
};

it.each<[string, Partial<AppDefinition>, object[]]>([
  ['what Marathon fills in, ids, counts and our labels', {}, []],
  ['a port that Marathon has chosen', { portDefinitions: [{ port: 0 }] }, []],
  ['a port by its old name', { ports: [0] }, []],
  [
    'a value',
    { env: { LEVEL: 'debug', DB_PASSWORD: 'old' } },
    [{ field: 'env.LEVEL', kind: 'changed', before: 'info', after: 'debug' }],
  ],
  [
    'a secret, without its value',
    { env: { LEVEL: 'info', DB_PASSWORD: 'new' } },
    [{ field: 'env.DB_PASSWORD', kind: 'changed', before: '(hidden)', after: '(hidden)' }],
  ],
  [
    'a secret within a text',
    { cmd: './shop --token abc' },
    [{ field: 'cmd', kind: 'changed', before: './shop', after: './shop --token SECRET_LEFT_OUT' }],
  ],
  [
    'a mapping that comes as a whole, field by field',
    { container: { type: 'DOCKER', docker: { image: 'shop:2', privileged: false } } },
    [
      { field: 'container.type', kind: 'added', after: 'DOCKER' },
      { field: 'container.docker.image', kind: 'added', after: 'shop:2' },
    ],
  ],
  [
    'a default that is left to Marathon',
    { cpus: undefined },
    [{ field: 'cpus', kind: 'removed', before: 0.5 }],
  ],
  ['a default that is said', { cpus: 1 }, [{ field: 'cpus', kind: 'changed', before: 0.5, after: 1 }]],
  [
    'a second port',
    { portDefinitions: [{ port: 0 }, { port: 0 }] },
    [{ field: 'portDefinitions', kind: 'changed' }],
  ],
  ['a label that goes', { labels: {} }, [{ field: 'labels.team', kind: 'removed', before: 'web' }]],
  [
    'an item of a list',
    { healthChecks: [{ ...check, intervalSeconds: 5 }] },
    [{ field: 'healthChecks[0].intervalSeconds', kind: 'changed', before: 60, after: 5 }],
  ],
])('of two definitions it tells %s', (_, different, expected) => {
  const found = definitionDiff(blue, JSON.parse(JSON.stringify({ ...green, ...different })) as AppDefinition);
  expect(found).toHaveLength(expected.length);
  expect(found).toMatchObject(expected);
});
