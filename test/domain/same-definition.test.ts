import { describe, expect, it } from 'vitest';
import type { AppDefinition } from '../../src/domain/app.ts';
import { isDefinitionOf } from '../../src/domain/same-definition.ts';

const wanted: AppDefinition = {
  id: 'shop',
  cmd: './shop',
  cpus: 0.1,
  instances: 4,
  env: { A: '1' },
  labels: { team: 'x' },
  portDefinitions: [{ port: 0, protocol: 'tcp' }],
  healthChecks: [{ protocol: 'HTTP', path: '/health' }],
};

/** As Marathon answers it, with a default for what was not said. */
const found: AppDefinition = {
  ...wanted,
  id: '/shop-b',
  instances: 2,
  mem: 128,
  backoffSeconds: 1,
  labels: { team: 'x', PACER_SERVICE: 'shop', PACER_RELEASE: 'r1', PACER_REPLACES: '/shop-a' },
  portDefinitions: [{ port: 10_001, protocol: 'tcp', name: 'default' }],
  healthChecks: [{ protocol: 'HTTP', path: '/health', portIndex: 0, intervalSeconds: 60 }],
  networks: [{ mode: 'host' }],
  requirePorts: false,
};

const docker = { image: 'shop:2', network: 'BRIDGE', portMappings: [{ containerPort: 80, hostPort: 0 }] };

describe('an app is the version of a spec', () => {
  it.each<[string, Partial<AppDefinition>, Partial<AppDefinition>]>([
    ['where only defaults are added', {}, {}],
    ['where the spec says nothing by null, 0 or an empty list', { user: null, gpus: 0, constraints: [] }, {}],
    [
      'where it is written in the words of Marathon before 1.5',
      { portDefinitions: undefined, ports: [0], uris: ['http://files/shop.tgz'] },
      { fetch: [{ uri: 'http://files/shop.tgz', extract: true, cache: false }] },
    ],
    [
      'where docker has its network and ports in the old place',
      { portDefinitions: undefined, container: { type: 'DOCKER', docker } },
      {
        networks: [{ mode: 'container/bridge' }],
        container: {
          type: 'DOCKER',
          volumes: [],
          docker: { image: 'shop:2', forcePullImage: false },
          portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 10_002 }],
        },
      },
    ],
  ])('%s', (_, ofWanted, ofFound) => {
    expect(isDefinitionOf({ ...wanted, ...ofWanted }, { ...found, ...ofFound })).toBe(true);
  });

  it.each<[string, Partial<AppDefinition>, Partial<AppDefinition>]>([
    ['where the command is another', { cmd: './shop2' }, {}],
    ['where a number is another', { cpus: 0.2 }, {}],
    ['where a port is fixed', { portDefinitions: [{ port: 8080 }] }, {}],
    ['where the environment has something else', { env: { A: '2' } }, {}],
    ['where the environment has less', { env: {} }, {}],
    ['where the environment has more', { env: { A: '1', B: '2' } }, {}],
    ['where a label is gone', { labels: {} }, {}],
    ['where there is one more health check', {}, { healthChecks: [{ path: '/health' }, { path: '/b' }] }],
    ['where a default was not taken', { backoffSeconds: 2 }, {}],
    ['where the app has what Marathon never adds', {}, { taskKillGracePeriodSeconds: 30 }],
  ])('and is not %s', (_, ofWanted, ofFound) => {
    expect(isDefinitionOf({ ...wanted, ...ofWanted }, { ...found, ...ofFound })).toBe(false);
  });
});
